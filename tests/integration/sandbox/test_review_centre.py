"""The carrier's review centre: who comes in, what they see, and what a counter gets of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from pos_client.domain.outlet import OutletKind, Role
from pos_client.domain.review import ReviewWay
from pos_client.protocol import jws, strict_json
from pos_client.protocol.api import Paths, TroubleCode
from pos_client.sandbox.centre import Decision
from pos_client.sandbox.control import Control
from pos_client.sandbox.credentials import CENTRE
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.policy import DEMO_OUTLET, SandboxPolicy
from pos_client.sandbox.refusal import Refusal
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.conftest import Cards, Enrol, Hands
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.reviewer import Reviewer
from tests.integration.sandbox.walks import gathered, outcome_of

COUNTDOWN = timedelta(minutes=3)
OVER = (422, TroubleCode.REVIEW_OVER)
REFUSED = (422, TroubleCode.REVIEW_REFUSED)


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of the time would go there, to prove nothing."""
    monkeypatch.setattr("pos_client.sandbox.passwords.ITERATIONS", 1)
    monkeypatch.setattr("pos_client.sandbox.passwords.MEMORY_KIB", 64)


@pytest.fixture
def hall(tmp_path: Path, hands: Hands) -> Iterator[RunningSandbox]:
    """A gateway whose outlet is the carrier's own."""
    outlet = replace(DEMO_OUTLET, kind=OutletKind.OWN_HALL)
    with RunningSandbox(tmp_path / "hall", outlet=outlet, clock=hands) as sandbox:
        yield sandbox


@pytest.fixture
def reviewer(hall: RunningSandbox) -> Iterator[Reviewer]:
    with Reviewer(hall) as at_work:
        assert at_work.log_in().status_code == httpx.codes.OK
        yield at_work


@pytest.fixture
def device(hall: RunningSandbox, enrol: Enrol) -> TestDevice:
    return enrol(hall)


@pytest.fixture
def case(device: TestDevice, card: Cards) -> CaseAtHand:
    """One that asks for a review: its customer has a number already."""
    return gathered(device, card("resident-second-number"))


def asked(device: TestDevice, case: CaseAtHand) -> str:
    answer = device.ask_centre(case)
    assert answer.status_code == httpx.codes.OK, answer.text
    return str(answer.json()["id"])


def told(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_live_case_is_seen_with_its_age_decided_and_accepted(
    hall: RunningSandbox, device: TestDevice, case: CaseAtHand, reviewer: Reviewer, hands: Hands
) -> None:
    id_ = asked(device, case)
    hands.ahead = timedelta(seconds=20)
    (waiting,) = reviewer.queue()
    assert (waiting["id"], waiting["kind"], waiting["codes"]) == (id_, "LIVE", ["QUOTA_REVIEW"])
    assert waiting["age_s"] >= 20
    assert 150 <= waiting["seconds_left"] <= 160
    quota = next(each for each in waiting["verdicts"] if each["check"] == "QUOTA")
    assert (quota["facts"]["in_use"], quota["facts"]["nth"], quota["facts"]["limit"]) == (1, 2, 5)
    assert device.look_at_centre(case, id_)["state"] == "WAITING"
    assert reviewer.decide(id_).status_code == httpx.codes.NO_CONTENT
    assert device.look_at_centre(case, id_)["state"] == "ANSWERED"
    said = jws.verify(case.review, device.words_keys, jws.TokenType.REVIEW)
    assert (said["supervisor_number"], said["is_approved"], said["way"]) == ("0071", True, "CENTRE")
    assert outcome_of(device, device.registration(case)) == ("ACCEPTED", "")
    assert reviewer.queue() == []


def test_what_was_shown_is_kept_and_bound_to_the_decision(
    hall: RunningSandbox, device: TestDevice, case: CaseAtHand, reviewer: Reviewer
) -> None:
    id_ = asked(device, case)
    (waiting,) = reviewer.queue()
    assert waiting["masked_name"].count("*") >= 1
    assert waiting["live_photo"]
    assert waiting["card_photo"]
    reviewer.decide(id_)
    device.look_at_centre(case, id_)
    (kept,) = read_ledger(hall.home.folder)["reviews"]
    shown = kept["shown"]
    assert case.photo is not None
    assert shown["live_photo_sha256"] == case.photo.sha256.hex()
    assert shown["card_photo_sha256"] == hashlib.sha256(case.reads[-1].raw_photo).hexdigest()
    assert {"codes", "verdicts", "masked_name", "masked_id_number"} <= shown.keys()
    signed = jws.verify(case.review, device.words_keys, jws.TokenType.REVIEW)["shown_sha256"]
    assert signed == hashlib.sha256(strict_json.canonical(shown)).hexdigest()


def test_a_refusal_has_a_reason_and_nobody_overrules_it(
    hall: RunningSandbox, device: TestDevice, case: CaseAtHand, reviewer: Reviewer
) -> None:
    id_ = asked(device, case)
    for wrong in ({"is_approved": False}, {"reason": "OTHER", "is_approved": True}):
        assert reviewer.decide(id_, **wrong).status_code == httpx.codes.BAD_REQUEST
    assert reviewer.decide(id_, "PERSON_DOUBTED").status_code == httpx.codes.NO_CONTENT
    assert told(reviewer.decide(id_)) == OVER
    device.look_at_centre(case, id_)
    said = jws.verify(case.review, device.words_keys, jws.TokenType.REVIEW)
    assert (said["is_approved"], said["reason"]) == (False, "PERSON_DOUBTED")
    assert outcome_of(device, device.registration(case)) == ("REJECTED", "REVIEW_MISSING")
    on_site = device.ask_review(case, hall.supervisor_number, hall.supervisor_password)
    assert told(on_site) == REFUSED
    assert told(device.ask_centre(case)) == REFUSED


def test_after_the_countdown_the_case_is_sealed_and_reviewed_at_the_gateway(
    hall: RunningSandbox, device: TestDevice, case: CaseAtHand, reviewer: Reviewer, hands: Hands
) -> None:
    id_ = asked(device, case)
    hands.ahead = COUNTDOWN
    assert told(reviewer.decide(id_)) == OVER
    answer = device.look_at_centre(case, id_)
    assert (answer["state"], answer["seconds_left"]) == ("ANSWERED", 0)
    said = jws.verify(case.review, device.words_keys, jws.TokenType.REVIEW)
    assert (said["is_left"], said["is_approved"], said["supervisor_number"]) == (True, False, "")
    data = device.registration(case)
    receipt = device.receipt(device.register(data))
    assert (receipt["outcome"], receipt["code"]) == ("UNDER_REVIEW", "QUOTA_REVIEW")
    hands.ahead += timedelta(hours=2)
    (sealed,) = reviewer.queue()
    assert (sealed["kind"], sealed["codes"]) == ("SEALED", ["QUOTA_REVIEW"])
    assert sealed["age_s"] >= 7200
    assert reviewer.decide(sealed["id"]).status_code == httpx.codes.NO_CONTENT
    assert outcome_of(device, data) == ("ACCEPTED", "")
    kept = read_ledger(hall.home.folder)["reviews"]
    assert [(each["way"], each["is_approved"], each["codes"]) for each in kept] == [
        ("CENTRE", True, ["QUOTA_REVIEW"])
    ]
    assert kept[0]["shown"]["masked_name"]


def test_a_sealed_case_that_the_centre_refuses_is_rejected(
    hall: RunningSandbox, device: TestDevice, case: CaseAtHand, reviewer: Reviewer, hands: Hands
) -> None:
    id_ = asked(device, case)
    hands.ahead = COUNTDOWN
    device.look_at_centre(case, id_)
    data = device.registration(case)
    device.register(data)
    (sealed,) = reviewer.queue()
    reviewer.decide(sealed["id"], "PURPOSE_UNCLEAR")
    assert outcome_of(device, data) == ("REJECTED", "QUOTA_REVIEW")
    assert told(reviewer.decide(sealed["id"])) == (404, TroubleCode.REVIEW_UNKNOWN)
    assert read_ledger(hall.home.folder)["reviews"][0]["reason"] == "PURPOSE_UNCLEAR"


def test_the_centre_settles_what_a_supervisor_may_not(
    hall: RunningSandbox, device: TestDevice, card: Cards, reviewer: Reviewer
) -> None:
    assert Control(hall).obey("verdict FACE_MATCH FACE_UNSURE times=1")["ok"]
    case = gathered(device, card("resident-lin"))
    id_ = asked(device, case)
    reviewer.decide(id_)
    device.look_at_centre(case, id_)
    assert outcome_of(device, device.registration(case)) == ("ACCEPTED", "")


def test_asking_again_goes_on_with_the_same_countdown(
    device: TestDevice, case: CaseAtHand, hands: Hands
) -> None:
    id_ = asked(device, case)
    hands.ahead = timedelta(seconds=100)
    again = device.ask_centre(case).json()
    assert again["id"] == id_
    assert again["seconds_left"] <= 80
    device.verify(case)  # new answers are another question
    assert asked(device, case) != id_


def test_whoever_decides_first_decides(
    hall: RunningSandbox, device: TestDevice, case: CaseAtHand, card: Cards, reviewer: Reviewer
) -> None:
    id_ = asked(device, case)
    supervisor = (hall.supervisor_number, hall.supervisor_password)
    assert device.ask_review(case, *supervisor).status_code == httpx.codes.OK
    assert told(reviewer.decide(id_)) == OVER
    other = gathered(device, card("resident-second-number"))
    reviewer.decide(asked(device, other))
    assert told(device.ask_review(other, *supervisor)) == OVER


def test_a_withdrawn_case_is_gone_and_may_be_asked_about_anew(
    device: TestDevice, case: CaseAtHand, reviewer: Reviewer
) -> None:
    id_ = asked(device, case)
    for _ in range(2):
        answer = device.call("DELETE", f"{Paths.CENTRE_REVIEWS}/{id_}")
        assert answer.status_code == httpx.codes.NO_CONTENT
    assert reviewer.queue() == []
    assert told(reviewer.decide(id_)) == OVER
    assert device.look_at_centre(case, id_)["state"] == "WITHDRAWN"
    assert asked(device, case) != id_


def test_another_counter_sees_and_withdraws_nothing(
    hall: RunningSandbox, device: TestDevice, case: CaseAtHand, enrol: Enrol, reviewer: Reviewer
) -> None:
    id_ = asked(device, case)
    other = enrol(hall)
    answer = other.call("GET", f"{Paths.CENTRE_REVIEWS}/{id_}")
    assert told(answer) == (404, TroubleCode.REVIEW_UNKNOWN)
    other.call("DELETE", f"{Paths.CENTRE_REVIEWS}/{id_}")
    assert [each["id"] for each in reviewer.queue()] == [id_]


def test_an_outlet_whose_policy_has_no_centre_asks_none(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    policy = SandboxPolicy(review_ways=(ReviewWay.ON_SITE,))
    with RunningSandbox(tmp_path / "on-site", policy=policy) as sandbox:
        device = enrol(sandbox)
        assert told(device.ask_centre(gathered(device, card("resident-second-number")))) == REFUSED


# Who comes in -----------------------------------------------------------------------------------


def test_the_centre_takes_its_own_people_with_a_second_factor_always(hall: RunningSandbox) -> None:
    hall.call(lambda desk: desk.sessions.enter_clerk("0072", "某某", Role.REVIEWER, CENTRE, "pw"))
    with Reviewer(hall) as stranger:
        assert stranger.page().status_code == httpx.codes.OK
        assert stranger.asked_queue().status_code == httpx.codes.UNAUTHORIZED
        assert stranger.decide("review-0123456789abcdef").status_code == httpx.codes.UNAUTHORIZED
        for said in (
            {"digits": ""},
            {"digits": "000000"},
            {"password": "wrong"},
            {"number": hall.supervisor_number, "password": hall.supervisor_password},
            {"number": "0072", "password": "pw"},  # nobody has given them a second factor
        ):
            assert told(stranger.log_in(**said)) == (401, TroubleCode.LOG_IN_REFUSED)
        assert stranger.session == ""


def test_a_reviewer_is_no_clerk_of_any_counter(hall: RunningSandbox, device: TestDevice) -> None:
    answer = device.log_in(hall.reviewer_number, hall.reviewer_password)
    assert told(answer) == (401, TroubleCode.LOG_IN_REFUSED)


def test_whoever_was_dismissed_is_out_at_once(hall: RunningSandbox, reviewer: Reviewer) -> None:
    hall.call(lambda desk: desk.sessions.dismiss_clerk(hall.reviewer_number))
    assert reviewer.asked_queue().status_code == httpx.codes.UNAUTHORIZED


def test_nobody_decides_about_their_own_case(
    hall: RunningSandbox, device: TestDevice, case: CaseAtHand
) -> None:
    """Also where the books know one person in both places."""
    own = Decision(device.clerk_number, is_approved=True, reason=None)
    id_ = asked(device, case)
    with pytest.raises(Refusal) as no:
        hall.call(lambda desk: desk.centre.decide(id_, own))
    assert (no.value.status, no.value.code) == REFUSED
