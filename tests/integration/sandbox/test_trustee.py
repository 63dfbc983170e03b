"""代办入网 over real HTTPS: whose number it is, who may act, where, and how often."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from pos_client.domain.document import (
    CapturedDocument,
    DocumentImage,
    LetterType,
    UnitDocumentType,
)
from pos_client.domain.flow import PartyRole
from pos_client.domain.outlet import OutletKind
from pos_client.domain.relation import Relation
from pos_client.infrastructure.ids import new_id
from pos_client.protocol.bodies import RegistrationBody
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from pos_client.testing.customer import document_image, plain_jpeg
from tests.honest_cases import SAME_FACE_AGAIN
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.conftest import DECK, Enrol
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.test_guardian import OWN_HALL
from tests.integration.sandbox.walks import codes_of, outcome_of, verified

PRINCIPAL, ACTS = "resident-wang", "resident-lin"
OF_PRINCIPAL, OF_TRUSTEE = ["ID_MATCH", "QUOTA_OK"], ["ID_MATCH", "FACE_SAME"]
POLICY = SandboxPolicy(
    number_quota=1000,
    quota_review_from=1000,
    number_block=4,
    challenge_pool=3,
    trustee_quota=100,
    controls=SAME_FACE_AGAIN,
)


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    folder = tmp_path_factory.mktemp("gateway")
    with RunningSandbox(folder, policy=POLICY, outlet=OWN_HALL) as sandbox:
        yield sandbox


class Two(NamedTuple):
    """Both people, read and judged; the case is the principal's."""

    case: CaseAtHand
    codes: tuple[list[str], list[str]]


def judged(device: TestDevice, principal: str = PRINCIPAL, trustee: str = ACTS) -> Two:
    case = device.open_case()
    case.flow = "new_number_by_trustee"
    device.read(case, DECK[principal].card())
    first = codes_of(device, case)
    other = device.join(case, PartyRole.TRUSTEE)
    device.read(other, DECK[trustee].card())
    second = codes_of(device, other)
    case.others, case.relation = (other,), Relation.CHILD
    device.hold(case)
    return Two(case, (first, second))


def test_the_number_is_the_principals(device: TestDevice) -> None:
    two = judged(device)
    assert two.codes == (OF_PRINCIPAL, OF_TRUSTEE)
    receipt = device.receipt(device.register(device.registration(two.case)))
    assert (receipt["outcome"], receipt["phone_number"]) == ("ACCEPTED", two.case.phone_number)
    of_principal = device.verify(judged(device).case)[-1]["facts"]
    assert of_principal["in_use"] == 1
    of_trustee = device.verify(verified(device, DECK[ACTS].card()))[-1]["facts"]
    assert of_trustee["in_use"] == 0


@pytest.mark.parametrize(
    ("principal", "trustee", "codes"),
    [
        ("resident-child-15", ACTS, (["UNDER_AGE"], OF_TRUSTEE)),
        (PRINCIPAL, "resident-youth-17", (OF_PRINCIPAL, ["REPRESENTATIVE_UNDER_AGE"])),
        ("resident-unknown", ACTS, (["ID_NOT_FOUND"], OF_TRUSTEE)),
    ],
)
def test_either_is_judged_by_what_they_are(
    device: TestDevice, principal: str, trustee: str, codes: tuple[list[str], list[str]]
) -> None:
    two = judged(device, principal, trustee)
    assert two.codes == codes
    assert outcome_of(device, device.registration(two.case))[0] == "REJECTED"


def spoilt(body: RegistrationBody, how: str) -> RegistrationBody:
    """What is of the trustee stands for the principal, or the trustee's own is left out."""
    (trustee,) = body.parties
    if how.startswith("trustee without "):
        trustee = replace(trustee, **{how.removeprefix("trustee without "): None})
        return replace(body, parties=(trustee,))
    if how == "nobody acts":
        return replace(body, parties=())
    return replace(body, **{how: getattr(trustee, how)})


@pytest.mark.parametrize(
    ("how", "code"),
    [
        *((part, "IDENTITY_MISMATCH") for part in ("live_photo", "consent", "visual_check_at")),
        ("form_signature", "IDENTITY_MISMATCH"),
        ("nobody acts", "IDENTITY_MISMATCH"),
        ("trustee without form_signature", "FORM_NOT_SIGNED"),
        ("trustee without live_photo", "PHOTO_INVALID"),
        ("trustee without consent", "CONSENT_MISSING"),
    ],
)
def test_the_trustee_answers_and_nobody_else(device: TestDevice, how: str, code: str) -> None:
    two = judged(device)
    data = device.sealed(two.case, spoilt(device.body(two.case), how))
    assert outcome_of(device, data) == ("REJECTED", code)


def letter(*images: DocumentImage) -> CapturedDocument:
    return CapturedDocument(LetterType.AUTHORISATION_LETTER, images)


def page(at: datetime | None = None, **changes: Any) -> DocumentImage:
    return replace(document_image(at or datetime.now(UTC), f"{new_id()}"), **changes)


def broken() -> DocumentImage:
    """It says of itself that it is a page, and nobody can open it."""
    whole = page()
    return replace(whole, jpeg=whole.jpeg.partition(b"\xff\xc4")[0] + b"\xff\xd9")


BROUGHT: dict[str, tuple[Callable[[], tuple[CapturedDocument, ...]], str]] = {
    "no letter": (tuple, "DOCUMENT_MISSING"),
    "a licence": (
        lambda: (CapturedDocument(UnitDocumentType.BUSINESS_LICENCE, (page(),)),),
        "DOCUMENT_MISSING",
    ),
    "two letters": (lambda: (letter(page()), letter(page())), "DOCUMENT_MISSING"),
    "no picture": (lambda: (letter(broken()),), "DOCUMENT_INVALID"),
    "of yesterday": (
        lambda: (letter(page(datetime.now(UTC) - timedelta(days=1))),),
        "READ_EXPIRED",
    ),
}


@pytest.mark.parametrize("name", BROUGHT)
def test_the_trustee_brings_a_letter_and_nothing_else(device: TestDevice, name: str) -> None:
    two, (made, code) = judged(device), BROUGHT[name]
    two.case.others[0].documents = made()
    assert outcome_of(device, device.registration(two.case)) == ("REJECTED", code)


def test_one_letter_is_good_for_one_case(device: TestDevice) -> None:
    first, second = judged(device), judged(device, "resident-jin")
    frozen = device.registration(first.case)
    second.case.others[0].documents = first.case.others[0].documents
    assert outcome_of(device, frozen) == ("ACCEPTED", "")
    assert outcome_of(device, frozen) == ("ACCEPTED", "")
    late = device.registration(second.case)
    assert outcome_of(device, late) == ("REJECTED", "DOCUMENT_USED")


def test_a_letter_of_the_principals_own_is_none(device: TestDevice) -> None:
    two = judged(device)
    body = device.body(two.case)
    (trustee,) = body.parties
    moved = replace(body, documents=trustee.documents, parties=(replace(trustee, documents=()),))
    data = device.sealed(two.case, moved)
    assert outcome_of(device, data) == ("REJECTED", "DOCUMENT_MISSING")


@pytest.mark.parametrize("relation", [None, Relation.FATHER])
def test_the_relation_is_one_of_the_trustees_own(
    device: TestDevice, relation: Relation | None
) -> None:
    two = judged(device)
    two.case.relation = relation
    data = device.registration(two.case)
    assert outcome_of(device, data) == ("REJECTED", "RELATION_MISSING")


def test_an_image_beyond_its_bounds_is_no_body(device: TestDevice) -> None:
    two = judged(device)
    two.case.others[0].documents = (letter(page(jpeg=plain_jpeg())),)
    assert device.register(device.registration(two.case)).status_code == 422


def test_nobody_is_their_own_trustee(device: TestDevice) -> None:
    two = judged(device, ACTS, ACTS)
    assert outcome_of(device, device.registration(two.case)) == ("REJECTED", "SAME_PERSON")


def test_what_was_judged_by_a_trustee_opens_no_number_without_one(device: TestDevice) -> None:
    two = judged(device)
    alone = replace(two.case, flow="new_number", others=(), relation=None)
    assert outcome_of(device, device.registration(alone)) == ("REJECTED", "VERDICT_INVALID")


def test_one_person_acts_for_so_many_within_a_period(tmp_path: Path, enrol: Enrol) -> None:
    policy = replace(POLICY, trustee_quota=1)
    with RunningSandbox(tmp_path / "gateway", policy=policy, outlet=OWN_HALL) as gateway:
        device = enrol(gateway)
        first, raced = judged(device), judged(device, "resident-jin")
        assert first.codes == raced.codes == (OF_PRINCIPAL, OF_TRUSTEE)
        frozen = device.registration(first.case)
        assert outcome_of(device, frozen) == ("ACCEPTED", "")
        assert outcome_of(device, frozen) == ("ACCEPTED", "")
        # Of two that were judged before either was sealed, one is.
        late = device.registration(raced.case)
        assert outcome_of(device, late) == ("REJECTED", "TRUSTEE_LIMIT")
        assert judged(device, "resident-ma").codes == (OF_PRINCIPAL, ["TRUSTEE_LIMIT"])
        # It is the trustee who is counted: somebody else acts, and the trustee buys.
        assert judged(device, "resident-ma", "resident-jin").codes == (OF_PRINCIPAL, OF_TRUSTEE)
        own = verified(device, DECK[ACTS].card())
        device.hold(own)
        assert outcome_of(device, device.registration(own)) == ("ACCEPTED", "")


def test_the_period_ends(tmp_path: Path, enrol: Enrol) -> None:
    policy = replace(POLICY, trustee_quota=1, trustee_period=timedelta(0))
    with RunningSandbox(tmp_path / "gateway", policy=policy, outlet=OWN_HALL) as gateway:
        device = enrol(gateway)
        for principal in (PRINCIPAL, "resident-jin"):
            two = judged(device, principal)
            assert outcome_of(device, device.registration(two.case)) == ("ACCEPTED", "")


@pytest.mark.parametrize("may", [True, False])
def test_where_a_trustee_may_come_is_the_policys(tmp_path: Path, enrol: Enrol, may: bool) -> None:
    places = (OutletKind.OWN_HALL, *((OutletKind.AGENT,) if may else ()))
    policy = replace(POLICY, trustees_at=places)
    agent = replace(OWN_HALL, kind=OutletKind.AGENT)
    with RunningSandbox(tmp_path / "gateway", policy=policy, outlet=agent) as gateway:
        device = enrol(gateway)
        two = judged(device)
        no = ["FLOW_NOT_OFFERED"]
        assert two.codes == ((OF_PRINCIPAL, OF_TRUSTEE) if may else (no, no))
        said = outcome_of(device, device.registration(two.case))
        assert said == (("ACCEPTED", "") if may else ("REJECTED", "FLOW_NOT_OFFERED"))
        case = device.configuration["case"]
        assert ("new_number_by_trustee" in case["flows"]) is may
        assert ("representative_from_age" in case) is may
