"""本人名下号码: shown in masks to whoever was verified in an own hall, who may dispute one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from pos_client.domain.flow import PartyRole
from pos_client.domain.masking import mask_phone_number
from pos_client.domain.outlet import OutletKind
from pos_client.domain.own_number import DisputeAnswer, OwnNumber
from pos_client.domain.subject import Subject
from pos_client.protocol.api import Paths, TroubleCode
from pos_client.sandbox.control import Control
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.own_number_tables import disputed_numbers, own_number_lists
from pos_client.sandbox.policy import DEMO_OUTLET, SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from pos_client.sandbox.subscriber_tables import subscribers
from tests.honest_cases import SAME_FACE_AGAIN
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.conftest import DECK, Enrol
from tests.integration.sandbox.device import TestDevice

FLOW = "disputed_number"
REFUSED = (422, TroubleCode.OWN_NUMBERS_REFUSED)
OF_LIN = ["17055600001", "17055600007", "17055600010"]


class Clock:
    """Real time, and what a test adds."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


CLOCK = Clock()


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    """One of the carrier's own halls."""
    policy = SandboxPolicy(number_quota=1000, quota_review_from=1000, controls=SAME_FACE_AGAIN)
    outlet = replace(DEMO_OUTLET, kind=OutletKind.OWN_HALL)
    folder = tmp_path_factory.mktemp("hall")
    with RunningSandbox(folder, policy=policy, outlet=outlet, clock=CLOCK) as sandbox:
        yield sandbox


@pytest.fixture
def device(hall: RunningSandbox, enrol: Enrol) -> Iterator[TestDevice]:
    yield enrol(hall)
    CLOCK.ahead = timedelta()


def verified(device: TestDevice, slug: str, seed: str = "1") -> CaseAtHand:
    case = device.open_case()
    case.flow = FLOW
    device.read(case, DECK[slug].card())
    device.photograph(case, seed=seed)
    device.verify(case)
    return case


def said(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def rows(hall: RunningSandbox, table: Any) -> list[Any]:
    return hall.call(lambda desk: list(desk.connection.execute(select(table))))


def outcome(device: TestDevice, data: bytes) -> tuple[str, str]:
    receipt = device.receipt(device.register(data))
    return receipt["outcome"], receipt["code"]


def test_a_verified_person_sees_their_numbers_in_masks_and_it_is_noted(
    device: TestDevice, hall: RunningSandbox
) -> None:
    case = verified(device, "resident-lin")
    found = device.own_numbers(case)
    assert [each.masked_phone_number for each in found] == list(map(mask_phone_number, OF_LIN))
    assert not any(each.is_disputed for each in found)
    text = device.ask_own_numbers(case).text
    assert not any(number in text for number in OF_LIN)
    (noted,) = [row for row in rows(hall, own_number_lists) if row.case_id == str(case.id)]
    assert (noted.count, noted.clerk_number) == (len(OF_LIN), device.clerk_number)
    assert noted.shown_at is not None


def test_somebody_without_a_number_sees_none(device: TestDevice) -> None:
    assert device.own_numbers(verified(device, "resident-wang")) == []


def test_a_dispute_is_filed_once_and_nothing_of_the_number_is_detached(
    device: TestDevice, hall: RunningSandbox
) -> None:
    case = verified(device, "resident-lin", "2")
    case.disputed = device.own_numbers(case)[1]
    before = [row for row in rows(hall, subscribers) if row.phone_number == OF_LIN[1]]
    frozen = device.registration(case)
    receipt = device.receipt(device.register(frozen))
    assert (receipt["outcome"], receipt["phone_number"]) == ("ACCEPTED", "")
    assert device.receipt(device.register(frozen)) == receipt
    (filed,) = rows(hall, disputed_numbers)
    assert filed.phone_number == OF_LIN[1]
    assert [row for row in rows(hall, subscribers) if row.phone_number == OF_LIN[1]] == before
    effects = {row["effects"] for row in read_ledger(hall.home.folder)["registrations"]}
    assert effects <= {0, 1}
    again = verified(device, "resident-lin", "3")
    listed = device.own_numbers(again)
    assert [each.is_disputed for each in listed] == [False, True, False]
    again.disputed = listed[1]
    assert outcome(device, device.registration(again)) == ("REJECTED", "NUMBER_NOT_LISTED")


def test_what_registered_the_number_is_named_as_evidence(
    device: TestDevice, hall: RunningSandbox
) -> None:
    new = device.open_case()
    device.read(new, DECK["resident-sun"].card())
    device.photograph(new)
    device.verify(new)
    device.hold(new)
    data = device.registration(new)
    assert outcome(device, data)[0] == "ACCEPTED"
    case = verified(device, "resident-sun", "2")
    (case.disputed,) = device.own_numbers(case)
    assert case.disputed.registered_on is not None
    assert outcome(device, device.registration(case)) == ("ACCEPTED", "")
    (filed,) = [row for row in rows(hall, disputed_numbers) if row.phone_number == new.phone_number]
    assert filed.evidence.startswith(f"{device.id}:")


@pytest.mark.parametrize("fault", ["nobody verified", "another case", "half", "expired"])
def test_nobody_unverified_is_shown_anything(device: TestDevice, fault: str) -> None:
    case = verified(device, "resident-tong", fault)
    other: dict[str, Any] = {}
    if fault == "nobody verified":
        case = device.open_case()
        other = {"verdicts": list(verified(device, "resident-tong", "9").verdicts)}
    elif fault == "another case":
        other = {"verdicts": list(verified(device, "resident-jin", "9").verdicts)}
    elif fault == "half":
        other = {"verdicts": list(case.verdicts[:1])}
    else:
        CLOCK.ahead = SandboxPolicy().verdict_life + timedelta(minutes=1)
    assert said(device.ask_own_numbers(case, **other)) == REFUSED


def test_an_uncertain_face_is_looked_at_before_anything_is_shown(
    device: TestDevice, hall: RunningSandbox
) -> None:
    Control(hall).obey("verdict FACE_MATCH FACE_UNSURE times=1")
    case = verified(device, "resident-tong", "6")
    assert said(device.ask_own_numbers(case)) == REFUSED
    device.ask_review(case, hall.supervisor_number, hall.supervisor_password)
    assert len(device.own_numbers(case)) > 0


@pytest.mark.parametrize("fault", ["made up", "another case", "another person", "none"])
def test_only_a_line_of_the_own_list_of_this_case_is_disputed(
    device: TestDevice, fault: str
) -> None:
    case = verified(device, "resident-jin", fault)
    own = device.own_numbers(case)[0]
    if fault == "another case":
        own = device.own_numbers(verified(device, "resident-jin", "other"))[0]
    elif fault == "another person":
        own = device.own_numbers(verified(device, "hmt-ho", "other"))[0]
    elif fault == "made up":
        own = OwnNumber("own-" + "A" * 60, own.masked_phone_number)
    case.disputed = None if fault == "none" else own
    expected = ("REJECTED", "NUMBER_NOT_LISTED")
    assert outcome(device, device.registration(case)) == expected


def test_no_other_flow_takes_a_disputed_number(device: TestDevice) -> None:
    case = verified(device, "resident-jin", "x")
    listed = device.own_numbers(case)[0]
    new = device.open_case()
    device.read(new, DECK["resident-jin"].card())
    device.photograph(new, seed="y")
    device.verify(new)
    device.hold(new)
    data = device.registration(new, disputed_number=listed.reference)
    assert outcome(device, data) == ("REJECTED", "NUMBER_NOT_LISTED")


def test_a_dispute_under_review_is_filed_when_it_is_approved_and_its_receipt_tells_no_number(
    device: TestDevice, hall: RunningSandbox
) -> None:
    Control(hall).obey("verdict FACE_MATCH FACE_UNSURE times=1")
    case = verified(device, "resident-tong", "7")
    device.ask_review(case, hall.supervisor_number, hall.supervisor_password)
    case.disputed = device.own_numbers(case)[0]
    data = device.registration(case)
    receipt = device.receipt(device.register(data))
    assert receipt["outcome"] == "UNDER_REVIEW"
    filed = len(rows(hall, disputed_numbers))
    id_ = receipt["registration_id"]
    Control(hall).obey(f"review {id_} accept")
    assert len(rows(hall, disputed_numbers)) == filed + 1
    after = device.receipt(device.register(data))
    assert (after["outcome"], after["phone_number"]) == ("ACCEPTED", "")


def _asked(device: TestDevice, flow: str, seed: str) -> list[str]:
    """The codes that Lin's disputed number gets in a flow about it."""
    case = device.open_case()
    case.flow, case.subject = flow, Subject(OF_LIN[1])
    case.role = PartyRole.PRESENT_OWNER if flow == "transfer" else None
    device.read(case, DECK["resident-lin"].card())
    device.photograph(case, seed=seed)
    return [str(each["code"]) for each in device.verify(case)]


@pytest.mark.parametrize("answer", DisputeAnswer)
def test_a_disputed_number_stays_until_the_carrier_has_answered(
    tmp_path: Path, enrol: Enrol, answer: DisputeAnswer
) -> None:
    policy = SandboxPolicy(number_quota=1000, quota_review_from=1000, controls=SAME_FACE_AGAIN)
    outlet = replace(DEMO_OUTLET, kind=OutletKind.OWN_HALL)
    with RunningSandbox(tmp_path / "hall", policy=policy, outlet=outlet) as hall:
        device = enrol(hall)
        case = verified(device, "resident-lin")
        case.disputed = device.own_numbers(case)[1]
        frozen = device.registration(case)
        filed = device.receipt(device.register(frozen))
        assert filed["code"] == ""
        for seed, flow in enumerate(("sim_replacement", "transfer"), 2):
            assert "NUMBER_DISPUTED" in _asked(device, flow, f"{seed}")
        before = read_ledger(hall.home.folder)
        told = Control(hall).obey(f"dispute {OF_LIN[1]} {answer.value}")
        assert told["ok"], told
        assert not Control(hall).obey(f"dispute {OF_LIN[1]} {answer.value}")["ok"]
        # The very bytes get the answer, and so does whoever asks for the receipt.
        again = device.receipt(device.register(frozen))
        assert (again["outcome"], again["code"]) == ("ACCEPTED", answer.value)
        path = f"{Paths.REGISTRATIONS}/{filed['registration_id']}"
        assert device.receipt(device.call("GET", path))["code"] == answer.value
        after = read_ledger(hall.home.folder)
        (dispute,) = after["disputed_numbers"]
        assert dispute["answer"] == answer.value
        assert dispute["evidence"] == before["disputed_numbers"][0]["evidence"]
        assert after["totals"] == before["totals"]
        found = device.own_numbers(verified(device, "resident-lin", "5"))
        told_of = {each.masked_phone_number: each.answer for each in found}
        assert told_of[mask_phone_number(OF_LIN[1])] is answer
        expected = "NUMBER_INCOMPLETE" if answer.is_upheld else "OWNER_CONFIRMED"
        assert expected in _asked(device, "sim_replacement", "6")
