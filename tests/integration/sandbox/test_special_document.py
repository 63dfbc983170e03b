"""无芯片证件 over real HTTPS: two people, a cap, images for reviewers alone, and no identity."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from pos_client.domain.document import CapturedDocument, LetterType, SpecialDocumentType
from pos_client.domain.outlet import OutletKind
from pos_client.domain.special_document import SpecialReason
from pos_client.protocol.api import Paths
from pos_client.protocol.bodies import RegistrationBody
from pos_client.sandbox.control import Control
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from tests.honest_cases import SAME_FACE_AGAIN, signed_form
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.conftest import DECK, Enrol
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.reviewer import Reviewer
from tests.integration.sandbox.test_guardian import OWN_HALL
from tests.integration.sandbox.walks import outcome_of, verified

UNDER_REVIEW = ("UNDER_REVIEW", "SPECIAL_REVIEW")
POLICY = SandboxPolicy(
    number_quota=1000,
    quota_review_from=1000,
    number_block=4,
    challenge_pool=3,
    controls=SAME_FACE_AGAIN,
)
POLICY = replace(POLICY, special=replace(POLICY.special, daily_cap=100))


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    folder = tmp_path_factory.mktemp("gateway")
    with RunningSandbox(folder, policy=POLICY, outlet=OWN_HALL) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def reviewer(gateway: RunningSandbox) -> Iterator[Reviewer]:
    with Reviewer(gateway) as made:
        made.log_in()
        yield made


def looked_at(device: TestDevice, gateway: RunningSandbox) -> CaseAtHand:
    """Captured by the clerk, approved by the supervisor, with a number."""
    case = device.open_special()
    (verdict,) = device.verify(case)
    assert (verdict["check"], verdict["code"]) == ("SPECIAL_DOCUMENT", "SPECIAL_REVIEW")
    answer = device.ask_review(case, gateway.supervisor_number, gateway.supervisor_password)
    assert answer.status_code == httpx.codes.OK, answer.text
    device.hold(case)
    return case


def captured(device: TestDevice, gateway: RunningSandbox) -> tuple[CaseAtHand, str]:
    """One that is under review, and its registration's id."""
    case = looked_at(device, gateway)
    answer = device.receipt(device.register(device.registration(case)))
    assert (answer["outcome"], answer["code"]) == UNDER_REVIEW
    return case, str(answer["registration_id"])


def outcome_now(device: TestDevice, registration_id: str) -> tuple[str, str, str]:
    answer = device.call("GET", f"{Paths.REGISTRATIONS}/{registration_id}")
    said = device.receipt(answer)
    return said["outcome"], said["code"], said["phone_number"]


def line_of(gateway: RunningSandbox, registration_id: str) -> dict[str, Any]:
    lines = read_ledger(gateway.home.folder)["special_documents"]
    return next(each for each in lines if each["registration_id"] == registration_id)


def test_nothing_is_activated_before_reviewers_have_read_it(
    device: TestDevice, gateway: RunningSandbox, reviewer: Reviewer
) -> None:
    case, id_ = captured(device, gateway)
    (waiting,) = (each for each in reviewer.queue() if each["id"].endswith(id_))
    assert (waiting["document_type"], waiting["is_transcribed"]) == ("TEMPORARY_RESIDENT_ID", False)
    assert waiting["masked_name"] == ""
    assert reviewer.decide(id_).status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert reviewer.transcribe(id_).status_code == httpx.codes.UNPROCESSABLE_ENTITY
    shown = reviewer.documents(id_).json()
    assert case.documents is not None
    images = case.documents[0].images
    assert [base64.b64decode(each) for each in shown["images"]] == [each.jpeg for each in images]
    assert case.photo is not None
    assert base64.b64decode(shown["live_photo"]) == case.photo.jpeg
    assert reviewer.transcribe(id_).status_code == httpx.codes.NO_CONTENT
    assert outcome_now(device, id_)[:2] == UNDER_REVIEW
    assert reviewer.decide(id_).status_code == httpx.codes.NO_CONTENT
    assert outcome_now(device, id_) == ("ACCEPTED", "", case.phone_number)
    line = line_of(gateway, id_)
    assert (line["read_by"], line["transcribed_by"]) == ("TRANSCRIBED", gateway.reviewer_number)
    assert line["clerk_number"] != line["supervisor_number"]
    assert "阿依古丽样" not in str(read_ledger(gateway.home.folder))


def test_who_was_shown_what_is_kept(
    device: TestDevice, gateway: RunningSandbox, reviewer: Reviewer
) -> None:
    case, id_ = captured(device, gateway)
    reviewer.documents(id_)
    reviewer.decide(id_, "PHOTO_UNCLEAR")
    assert case.documents is not None
    hashes = [image.sha256.hex() for image in case.documents[0].images]
    ledger = read_ledger(gateway.home.folder)
    (view,) = (each for each in ledger["document_views"] if each["registration_id"] == id_)
    assert (view["reviewer_number"], view["images"]) == (gateway.reviewer_number, hashes)
    decided = ledger["reviews"][-1]
    assert (decided["is_approved"], decided["shown"]["images"]) == (False, hashes[0])
    assert outcome_now(device, id_) == ("REJECTED", "SPECIAL_REVIEW", "")


@pytest.mark.parametrize(
    ("words", "code"),
    [({"birth_date": "2015-01-01"}, "UNDER_AGE"), ({"number": "JUN-TOO-MANY"}, "QUOTA_FULL")],
)
def test_what_was_transcribed_is_judged_like_anybody(
    tmp_path: Path, enrol: Enrol, words: dict[str, str], code: str
) -> None:
    policy = replace(POLICY, number_quota=1)
    with (
        RunningSandbox(tmp_path / "gateway", policy=policy, outlet=OWN_HALL) as gateway,
        Reviewer(gateway) as reviewer,
    ):
        device = enrol(gateway)
        reviewer.log_in()
        for outcome in ("ACCEPTED", "REJECTED"):
            _, id_ = captured(device, gateway)
            reviewer.documents(id_)
            is_first = outcome == "ACCEPTED"
            said = words if code == "QUOTA_FULL" or not is_first else {}
            assert reviewer.transcribe(id_, **said).status_code == httpx.codes.NO_CONTENT
            assert reviewer.decide(id_).status_code == httpx.codes.NO_CONTENT
            assert outcome_now(device, id_)[:2] == (outcome, "" if is_first else code)


def test_where_policy_asks_two_reviewers_one_is_not_enough(tmp_path: Path, enrol: Enrol) -> None:
    policy = replace(POLICY, special_reviewers=2)
    with (
        RunningSandbox(tmp_path / "gateway", policy=policy, outlet=OWN_HALL) as gateway,
        Reviewer(gateway) as reviewer,
    ):
        device = enrol(gateway)
        reviewer.log_in()
        _, id_ = captured(device, gateway)
        reviewer.documents(id_)
        reviewer.transcribe(id_)
        assert reviewer.decide(id_).status_code == httpx.codes.UNPROCESSABLE_ENTITY
        assert outcome_now(device, id_)[:2] == UNDER_REVIEW


def test_the_day_has_a_cap_which_the_gateway_holds(tmp_path: Path, enrol: Enrol) -> None:
    policy = replace(POLICY, special=replace(POLICY.special, daily_cap=1))
    with RunningSandbox(tmp_path / "gateway", policy=policy, outlet=OWN_HALL) as gateway:
        device = enrol(gateway)
        first, second = looked_at(device, gateway), looked_at(device, gateway)
        late = device.open_special()
        assert outcome_of(device, device.registration(first)) == UNDER_REVIEW
        assert outcome_of(device, device.registration(second)) == ("REJECTED", "SPECIAL_LIMIT")
        refused = device.call("POST", Paths.SPECIAL_CASES)
        assert (refused.status_code, refused.json()["code"]) == (422, "SPECIAL_LIMIT")
        assert [each["code"] for each in device.verify(late)] == ["SPECIAL_LIMIT"]


@pytest.mark.parametrize("code", ["SPECIAL_LIMIT", "RISK_DENY"])
def test_the_sandboxes_master_may_tell_this_check_too_what_to_say(
    device: TestDevice, gateway: RunningSandbox, code: str
) -> None:
    assert Control(gateway).obey(f"verdict SPECIAL_DOCUMENT {code} times=1")["ok"]
    found = [device.verify(device.open_special())[0]["code"] for _ in range(2)]
    assert found == [code, "SPECIAL_REVIEW"]


@pytest.mark.parametrize("kind", [OutletKind.AGENT, OutletKind.FIELD])
def test_it_is_of_own_halls_alone(tmp_path: Path, enrol: Enrol, kind: OutletKind) -> None:
    elsewhere = replace(OWN_HALL, kind=kind)
    with RunningSandbox(tmp_path / "gateway", policy=POLICY, outlet=elsewhere) as gateway:
        device = enrol(gateway)
        case_policy = device.configuration["case"]
        assert "special_document" not in case_policy["flows"]
        assert "special_documents" not in case_policy
        answer = device.call("POST", Paths.SPECIAL_CASES)
        assert (answer.status_code, answer.json()["code"]) == (422, "SPECIAL_REFUSED")
        case = device.open_case()
        case.flow, case.reason = "special_document", SpecialReason.IN_SERVICE
        assert [each["code"] for each in device.verify(case)] == ["OWN_HALL_ONLY"]
        data = device.registration(case)
        assert outcome_of(device, data) == ("REJECTED", "OWN_HALL_ONLY")


def without(name: str) -> Callable[[RegistrationBody], RegistrationBody]:
    return lambda body: replace(body, **{name: None})


def exchanged(body: RegistrationBody) -> RegistrationBody:
    """Another kind of document than the one that was looked at."""
    (document,) = body.documents
    return replace(body, documents=(replace(document, type=SpecialDocumentType.PASSPORT),))


SPOILT: dict[str, tuple[Callable[[RegistrationBody], RegistrationBody], str]] = {
    "no consent": (without("consent"), "CONSENT_MISSING"),
    "no photo": (without("live_photo"), "PHOTO_INVALID"),
    "nobody looked": (without("visual_check_at"), "IDENTITY_MISMATCH"),
    "no second person": (lambda body: replace(body, review=""), "REVIEW_MISSING"),
    "no verdict": (lambda body: replace(body, verdicts=()), "VERDICT_INVALID"),
    "another document": (exchanged, "VERDICT_INVALID"),
    "a letter": (
        lambda body: replace(
            body,
            documents=(
                CapturedDocument(LetterType.AUTHORISATION_LETTER, body.documents[0].images),
            ),
        ),
        "DOCUMENT_MISSING",
    ),
    "another reason": (
        lambda body: replace(body, reason=SpecialReason.NO_RESIDENT_CARD),
        "VERDICT_INVALID",
    ),
    "no reason": (lambda body: replace(body, reason=None), "IDENTITY_MISMATCH"),
    "offline": (lambda body: replace(body, is_offline=True), "ONLINE_ONLY"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_whatever_is_missing_refuses_it(
    device: TestDevice, gateway: RunningSandbox, name: str
) -> None:
    case = looked_at(device, gateway)
    spoil, code = SPOILT[name]
    body = spoil(replace(device.body(case), form_signature=None))
    data = device.sealed(case, signed_form(body, OWN_HALL))
    assert outcome_of(device, data) == ("REJECTED", code)


def test_a_form_that_nobody_signed_refuses_it(device: TestDevice, gateway: RunningSandbox) -> None:
    case = looked_at(device, gateway)
    data = device.sealed(case, replace(device.body(case), form_signature=None))
    assert outcome_of(device, data) == ("REJECTED", "FORM_NOT_SIGNED")


def test_a_card_and_a_document_are_never_one_case(
    device: TestDevice, gateway: RunningSandbox
) -> None:
    """A flow without a read holds none, and one with a read is none without."""
    case = looked_at(device, gateway)
    read = verified(device, DECK["resident-lin"].card())
    with_read = replace(device.body(case), evidence=read.reads)
    assert device.register(device.sealed(case, with_read)).status_code == 422
    bare = replace(device.body(read), evidence=())
    assert device.register(device.sealed(read, bare)).status_code == 422


def test_a_challenge_opens_one_case(device: TestDevice, gateway: RunningSandbox) -> None:
    case = looked_at(device, gateway)
    again = replace(case, id=device.open_special().id, photo=None)
    assert [each["code"] for each in device.verify(again)] == ["CHALLENGE_USED"]
    stolen = device.open_case()
    stolen.challenge, stolen.transaction_id = case.challenge, case.transaction_id
    device.read(stolen, DECK["resident-jin"].card())
    assert [each["code"] for each in device.verify(stolen)] == ["CHALLENGE_USED"]


def test_the_supervisor_is_no_clerk_and_no_reviewer(
    device: TestDevice, gateway: RunningSandbox
) -> None:
    case = device.open_special()
    device.verify(case)
    own = device.ask_review(case, gateway.clerk_number, gateway.password)
    assert (own.status_code, own.json()["code"]) == (422, "REVIEW_REFUSED")
