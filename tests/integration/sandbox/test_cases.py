"""The id of a case is its counter's to choose, so everything that it stands for is bound to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from pos_client.domain.flow import PartyRole
from pos_client.domain.outlet import OutletKind
from pos_client.domain.subject import Subject
from pos_client.infrastructure.ids import new_id
from pos_client.sandbox import tables
from pos_client.sandbox.control import Control
from pos_client.sandbox.policy import DEMO_OUTLET, SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from tests.honest_cases import SAME_FACE_AGAIN
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.conftest import Cards, Enrol, Hands
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import codes_of, gathered, outcome_of, verified

NOT_SO = ["IDENTITY_MISMATCH"]


@pytest.fixture
def hall(tmp_path: Path, hands: Hands) -> Iterator[RunningSandbox]:
    outlet = replace(DEMO_OUTLET, kind=OutletKind.OWN_HALL)
    policy = SandboxPolicy(controls=SAME_FACE_AGAIN)
    with RunningSandbox(tmp_path / "hall", outlet=outlet, policy=policy, clock=hands) as sandbox:
        yield sandbox


@pytest.fixture
def device(hall: RunningSandbox, enrol: Enrol) -> TestDevice:
    return enrol(hall)


def again(device: TestDevice, first: CaseAtHand) -> CaseAtHand:
    """Another transaction under the id of a case, with its photo and consent."""
    case = device.open_case()
    case.id, case.photo, case.consent = first.id, first.photo, first.consent
    return case


def slots(hall: RunningSandbox) -> int:
    book = tables.quota_reservations
    return hall.call(lambda desk: len(desk.connection.execute(book.select()).all()))


def test_an_id_is_one_transaction_and_one_person(device: TestDevice, card: Cards) -> None:
    first = verified(device, card("resident-lin"))
    for slug in ("resident-lin", "resident-jin"):
        case = again(device, first)
        device.read(case, card(slug))
        assert codes_of(device, case) == NOT_SO
        device.hold(case)
        case.verdicts = first.verdicts
        assert outcome_of(device, device.registration(case)) == ("REJECTED", *NOT_SO)
    device.hold(first)
    assert outcome_of(device, device.registration(first)) == ("ACCEPTED", "")


def test_one_transaction_is_one_case(device: TestDevice, card: Cards) -> None:
    first = verified(device, card("resident-lin"))
    case = CaseAtHand(new_id(), first.transaction_id, device.open_case().challenge)
    case.flow, case.subject = (
        "transfer",
        Subject("17055600007"),
    )  # nobody's read has to be its first
    device.read(case, card("resident-jin"))
    assert codes_of(device, case) == NOT_SO


def test_a_role_is_one_person_for_good(
    hall: RunningSandbox, device: TestDevice, card: Cards
) -> None:
    case = device.open_case()
    case.flow, case.subject = "transfer", Subject("17055600007")
    device.read(case, card("resident-jin"))
    device.verify(case)
    other = device.join(case, PartyRole.OWNER)
    other.role = None
    device.read(other, card("resident-ma"))
    device.photograph(other, seed="2")
    assert codes_of(device, other) == NOT_SO
    assert slots(hall) == 1


@pytest.mark.parametrize("outcome", ["ACCEPTED", "REJECTED"])
def test_a_case_that_is_decided_is_over(device: TestDevice, card: Cards, outcome: str) -> None:
    case = gathered(device, card("resident-lin"))
    wrong = {} if outcome == "ACCEPTED" else {"form_number": "1"}
    assert outcome_of(device, device.registration(case, **wrong))[0] == outcome
    device.photograph(case, seed="2")
    assert codes_of(device, case) == ["CASE_USED"]
    assert outcome_of(device, device.registration(case)) == ("REJECTED", "EVIDENCE_USED")


def test_a_signed_no_gives_the_slot_back(
    hall: RunningSandbox, device: TestDevice, card: Cards
) -> None:
    assert Control(hall).obey("verdict QUOTA QUOTA_REVIEW times=1")["ok"]
    case = gathered(device, card("resident-lin"))
    assert slots(hall) == 1
    supervisor = (hall.supervisor_number, hall.supervisor_password)
    answer = device.ask_review(case, *supervisor, is_approved=False)
    assert answer.status_code == httpx.codes.OK
    assert slots(hall) == 0
