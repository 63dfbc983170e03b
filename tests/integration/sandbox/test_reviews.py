"""A second person at the counter: who may review, what, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from pos_client.domain.outlet import OutletKind, Role
from pos_client.infrastructure.ids import new_id
from pos_client.protocol import jws
from pos_client.protocol.api import Paths, TroubleCode
from pos_client.sandbox.control import Control
from pos_client.sandbox.devices import DeviceState
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.policy import DEMO_OUTLET
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.conftest import Cards, Enrol, Hands
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import captured, gathered, outcome_of, verified

REFUSED = (422, TroubleCode.REVIEW_REFUSED)


@pytest.fixture
def hall(tmp_path: Path, hands: Hands) -> Iterator[RunningSandbox]:
    """A gateway whose outlet is the carrier's own."""
    outlet = replace(DEMO_OUTLET, kind=OutletKind.OWN_HALL)
    with RunningSandbox(tmp_path / "hall", outlet=outlet, clock=hands) as sandbox:
        yield sandbox


def second_number(device: TestDevice, card: Cards) -> CaseAtHand:
    """A case that asks for a review: its customer has a number already."""
    return gathered(device, card("resident-second-number"))


def reviewed(sandbox: RunningSandbox, device: TestDevice, case: CaseAtHand) -> None:
    answer = device.ask_review(case, sandbox.supervisor_number, sandbox.supervisor_password)
    assert answer.status_code == 200, answer.text


def refusal(sandbox: RunningSandbox, device: TestDevice, case: CaseAtHand) -> tuple[int, str]:
    answer = device.ask_review(case, sandbox.supervisor_number, sandbox.supervisor_password)
    return answer.status_code, answer.json().get("code", "")


def test_a_second_number_is_accepted_once_a_supervisor_has_looked(
    hall: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(hall)
    case = second_number(device, card)
    assert outcome_of(device, device.registration(case)) == ("REJECTED", "REVIEW_MISSING")
    case = second_number(device, card)
    reviewed(hall, device, case)
    said = jws.verify(case.review, device.words_keys, jws.TokenType.REVIEW)
    assert (said["supervisor_number"], said["codes"]) == ("0021", ["QUOTA_REVIEW"])
    assert said["is_approved"] is True
    assert outcome_of(device, device.registration(case)) == ("ACCEPTED", "")
    assert read_ledger(hall.home.folder)["reviews"] == [
        {
            "case_id": str(case.id),
            "clerk_number": "0017",
            "supervisor_number": "0021",
            "codes": ["QUOTA_REVIEW"],
            "is_approved": True,
            "way": "ON_SITE",
            "reason": "",
            "shown": {},
        }
    ]


def test_a_review_neither_opens_a_session_nor_ends_the_clerks(
    hall: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(hall)
    reviewed(hall, device, second_number(device, card))
    assert device.call("GET", Paths.NUMBERS).status_code == 200


@pytest.mark.parametrize(
    ("check", "code"),
    [
        ("ONLINE_VERIFICATION", "ID_NO_PHOTO"),
        ("ONLINE_VERIFICATION", "RISK_REVIEW"),
        ("FACE_MATCH", "FACE_UNSURE"),
        ("FACE_MATCH", "FACE_REFUSED"),
    ],
)
def test_what_a_supervisor_approved_may_still_wait_for_the_carrier(
    hall: RunningSandbox, enrol: Enrol, card: Cards, check: str, code: str
) -> None:
    device = enrol(hall)
    assert Control(hall).obey(f"verdict {check} {code} times=1")["ok"]
    case = gathered(device, card("resident-lin"))
    reviewed(hall, device, case)
    data = device.registration(case)
    receipt = device.receipt(device.register(data))
    assert (receipt["outcome"], receipt["code"]) == ("UNDER_REVIEW", code)
    id_ = UUID(receipt["registration_id"])
    hall.call(lambda desk: desk.registrations.finish_review(id_, is_accepted=True))
    assert outcome_of(device, data) == ("ACCEPTED", "")


def test_no_is_signed_and_kept_too_and_lets_nothing_pass(
    hall: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(hall)
    case = second_number(device, card)
    answer = device.ask_review(
        case, hall.supervisor_number, hall.supervisor_password, is_approved=False
    )
    assert answer.status_code == 200
    assert outcome_of(device, device.registration(case)) == ("REJECTED", "REVIEW_MISSING")
    (kept,) = read_ledger(hall.home.folder)["reviews"]
    assert (kept["is_approved"], kept["reason"]) == (False, "OTHER")
    # Nor does anybody look for another reviewer who says yes.
    assert refusal(hall, device, case) == REFUSED


def test_an_agent_reviews_second_numbers_and_no_faces(
    gateway: RunningSandbox, device: TestDevice, card: Cards
) -> None:
    for code, status in (("QUOTA_REVIEW", 200), ("RISK_REVIEW", 422)):
        check = "QUOTA" if code == "QUOTA_REVIEW" else "ONLINE_VERIFICATION"
        assert Control(gateway).obey(f"verdict {check} {code} times=1")["ok"]
        assert refusal(gateway, device, verified(device, card("resident-lin")))[0] == status


# Who may --------------------------------------------------------------------------------------


def test_a_clerk_is_no_supervisor(hall: RunningSandbox, enrol: Enrol, card: Cards) -> None:
    device = enrol(hall)
    case = second_number(device, card)
    hall.call(
        lambda desk: desk.sessions.enter_clerk("0031", "赵清明", Role.CLERK, "FJ-DEMO-0042", "pw")
    )
    answer = device.ask_review(case, "0031", "pw")
    assert (answer.status_code, answer.json()["code"]) == REFUSED


def test_four_eyes_are_two_people(hall: RunningSandbox, enrol: Enrol, card: Cards) -> None:
    device = enrol(hall)
    device.log_in(hall.supervisor_number, hall.supervisor_password)
    case = second_number(device, card)
    assert refusal(hall, device, case) == REFUSED
    # Nor may whoever has reviewed a case seal it afterwards.
    device.log_in(hall.clerk_number, hall.password)
    reviewed(hall, device, case)
    device.log_in(hall.supervisor_number, hall.supervisor_password)
    assert outcome_of(device, device.registration(case)) == ("REJECTED", "REVIEW_MISSING")


def test_a_supervisor_of_another_outlet_is_told_nothing(
    hall: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(hall)
    case = second_number(device, card)
    hall.call(
        lambda desk: desk.sessions.enter_clerk("0099", "别处", Role.SUPERVISOR, "FJ-OTHER", "pw")
    )
    answer = device.ask_review(case, "0099", "pw")
    assert (answer.status_code, answer.json()["code"]) == (401, TroubleCode.LOG_IN_REFUSED)


def test_guessing_a_supervisors_password_is_slowed_down(
    hall: RunningSandbox, enrol: Enrol, card: Cards, hands: Hands
) -> None:
    device = enrol(hall)
    case = second_number(device, card)
    for _ in range(5):
        answer = device.ask_review(case, hall.supervisor_number, "wrong")
        assert (answer.status_code, answer.json()["code"]) == (401, TroubleCode.LOG_IN_REFUSED)
    assert refusal(hall, device, case) == (429, TroubleCode.TOO_MANY_TRIES)
    hands.ahead = timedelta(seconds=61)
    reviewed(hall, device, case)


def test_a_proof_serves_once_and_names_the_supervisor(
    hall: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(hall)
    case = second_number(device, card)
    for who in (hall.supervisor_number, hall.clerk_number):
        nonce = device.call("POST", Paths.SESSION_CHALLENGES).json()["nonce"]
        claims = {"nonce": nonce, "device_id": device.id, "clerk_number": who}
        request = {
            "case_id": str(case.id),
            "verdicts": case.verdicts,
            "clerk_number": hall.supervisor_number,
            "password": hall.supervisor_password,
            "proof": device.token(claims, jws.TokenType.SESSION_PROOF),
            "is_approved": True,
        }
        said = [device.call("POST", Paths.REVIEWS, json=request).status_code for _ in range(2)]
        assert said == ([200, 403] if who == hall.supervisor_number else [403, 403])


# What may be reviewed -------------------------------------------------------------------------


def test_verdicts_of_another_case_are_not_reviewed(
    hall: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(hall)
    case = second_number(device, card)
    case.id = new_id()
    assert refusal(hall, device, case) == REFUSED


def test_verdicts_that_ask_for_nothing_or_say_no_are_not_reviewed(
    hall: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(hall)
    for slug in ("resident-lin", "resident-other-name"):
        assert refusal(hall, device, verified(device, card(slug))) == REFUSED
    nothing = verified(device, card("resident-second-number"))
    nothing.verdicts = ()
    assert refusal(hall, device, nothing) == REFUSED


def test_verdicts_that_the_device_signed_or_that_ran_out_are_not_reviewed(
    hall: RunningSandbox, enrol: Enrol, card: Cards, hands: Hands
) -> None:
    device = enrol(hall)
    case = second_number(device, card)
    honest = case.verdicts
    claims = jws.verify(honest[2], device.words_keys, jws.TokenType.VERDICT)
    case.verdicts = (device.token(claims, jws.TokenType.VERDICT),)
    assert refusal(hall, device, case) == REFUSED
    case.verdicts = honest
    hands.ahead = timedelta(hours=2, minutes=1)
    assert refusal(hall, device, case) == REFUSED


@pytest.mark.parametrize("wrong", ["of another case", "about something else", "our own word"])
def test_a_review_covers_its_own_case_and_codes_only(
    hall: RunningSandbox, enrol: Enrol, card: Cards, wrong: str
) -> None:
    device = enrol(hall)
    other = second_number(device, card)
    if wrong == "about something else":
        assert Control(hall).obey("verdict ONLINE_VERIFICATION RISK_REVIEW times=1")["ok"]
        case = gathered(device, card("resident-lin"))
        reviewed(hall, device, case)
        assert Control(hall).obey("verdict FACE_MATCH FACE_UNSURE times=1")["ok"]
        device.verify(case)
    else:
        case = second_number(device, card)
        reviewed(hall, device, other)
        claims = jws.verify(other.review, device.words_keys, jws.TokenType.REVIEW)
        forged = device.token(claims | {"case_id": str(case.id)}, jws.TokenType.REVIEW)
        case.review = forged if wrong == "our own word" else other.review
    assert outcome_of(device, device.registration(case)) == ("REJECTED", "REVIEW_MISSING")


def test_a_review_that_is_older_than_the_verdict_covers_it_not(
    hall: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(hall)
    case = second_number(device, card)
    reviewed(hall, device, case)
    device.photograph(case, seed="2")
    device.verify(case)
    assert outcome_of(device, device.registration(case)) == ("REJECTED", "REVIEW_MISSING")


@pytest.mark.parametrize("words", ["王小明", "a.b.c", "of another case"])
def test_what_stands_for_a_review_that_nobody_asked_for_is_read(
    hall: RunningSandbox, enrol: Enrol, card: Cards, words: str
) -> None:
    device = enrol(hall)
    other = second_number(device, card)
    reviewed(hall, device, other)
    case = gathered(device, card("resident-lin"))
    case.review = other.review if words == "of another case" else words
    assert outcome_of(device, device.registration(case)) == ("REJECTED", "REVIEW_MISSING")


def test_what_a_reviewer_would_see_is_refused_where_something_else_refuses_it(
    hall: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(hall)
    soon = datetime.now(UTC) + timedelta(minutes=2)
    case = captured(device, card("resident-second-number"), read_at=soon)
    data = device.registration(case, confirmed_at=soon, created_at=soon)
    hall.call(lambda desk: desk.devices.set_state(device.id, DeviceState.DRAIN_ONLY))
    assert outcome_of(device, data) == ("REJECTED", "SIGNATURE_INVALID")
