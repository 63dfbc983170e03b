"""A case that was captured is completed once, and within thirty days."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from pos_client.domain.outlet import Role
from pos_client.domain.policy import Completion
from pos_client.domain.slip_code import Completing, new_token
from pos_client.infrastructure.ids import new_id
from pos_client.protocol.api import Paths, TroubleCode
from pos_client.sandbox.control import Control
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.conftest import Cards, Enrol, Hands
from tests.integration.sandbox.returning import capture, come_back, status, trouble
from tests.integration.sandbox.walks import captured, codes_of, outcome_of

SECOND = ("0031", "赵清明", Role.CLERK)


def test_two_counters_complete_one_case_and_one_effect_comes_of_it(
    sandbox: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    first = enrol(sandbox)
    slip = capture(first, card)
    sandbox.call(lambda desk: desk.sessions.enter_clerk(*SECOND, first.outlet_code, "pw"))
    second = enrol(sandbox)
    first.log_in(SECOND[0], "pw")
    assert Control(sandbox).obey("verdict QUOTA QUOTA_OK times=2")["ok"]
    sealed = [
        (device, device.registration(come_back(device, slip, card))) for device in (first, second)
    ]
    together = threading.Barrier(2)

    def deliver(place: int) -> tuple[str, str]:
        together.wait()
        return outcome_of(*sealed[place])

    assert Control(sandbox).obey("verdict QUOTA QUOTA_OK times=2")["ok"]
    with ThreadPoolExecutor(2) as counters:
        outcomes = sorted(counters.map(deliver, range(2)))
    assert outcomes == [("ACCEPTED", ""), ("REJECTED", "RETURN_COMPLETED")]
    totals = read_ledger(sandbox.home.folder)["totals"]
    assert (totals["effects"], totals["doubled"], totals["completed"]) == (1, 0, 1)


def test_after_thirty_days_nothing_is_completed_also_not_by_who_came_in_time(
    sandbox: RunningSandbox, enrol: Enrol, card: Cards, hands: Hands
) -> None:
    device = enrol(sandbox)
    slip, other = capture(device, card), capture(device, card, "resident-wang")
    data = device.registration(come_back(device, slip, card))
    hands.ahead = timedelta(days=31)
    assert outcome_of(device, data) == ("REJECTED", "EXPIRED")
    assert status(device, slip) == ("REJECTED", "EXPIRED", "")
    device.log_in(sandbox.clerk_number, sandbox.password)
    for expired in (slip, other):
        assert trouble(device, expired) == (422, TroubleCode.RETURN_EXPIRED)
    assert read_ledger(sandbox.home.folder)["totals"]["effects"] == 0


def test_the_thirty_days_begin_when_the_carrier_asks_the_customer_back(
    sandbox: RunningSandbox, enrol: Enrol, card: Cards, hands: Hands
) -> None:
    device = enrol(sandbox)
    case = device.offline_case()
    case.return_token = new_token()
    device.read(case, card("resident-register-no-photo"))
    data = device.registration(case)
    receipt = device.receipt(device.register(data))
    assert receipt["outcome"] == "UNDER_REVIEW"
    slip = Completing(UUID(receipt["registration_id"]), case.return_token)
    hands.ahead = timedelta(days=29)
    id_ = slip.registration_id
    sandbox.call(lambda desk: desk.registrations.finish_review(id_, is_accepted=True))
    hands.ahead = timedelta(days=29 + 29)
    assert status(device, slip)[0] == "AWAITING_CUSTOMER"
    device.log_in(sandbox.clerk_number, sandbox.password)
    said = device.open_return(slip).json()
    until = datetime.fromisoformat(said["expires_at"]) - datetime.fromisoformat(said["captured_at"])
    assert until.days == 29 + 30
    hands.ahead = timedelta(days=29 + 31)
    assert status(device, slip) == ("REJECTED", "EXPIRED", "")


@pytest.mark.parametrize(("second", "code"), [(-30, ""), (1, "EXPIRED")])
def test_thirty_days_to_the_second_also_for_who_stands_at_the_counter(
    sandbox: RunningSandbox, enrol: Enrol, card: Cards, hands: Hands, second: int, code: str
) -> None:
    """Between the scan of the slip and the acceptance the time may run out."""
    device = enrol(sandbox)
    slip = capture(device, card)
    data = device.registration(come_back(device, slip, card))
    row = sandbox.call(lambda desk: desk.decisions.find(device.id, str(slip.registration_id)))
    ends = row.awaits_since + timedelta(days=30, seconds=second)
    hands.ahead = ends - datetime.now(UTC)
    assert outcome_of(device, data) == (("REJECTED", code) if code else ("ACCEPTED", ""))
    assert read_ledger(sandbox.home.folder)["totals"]["effects"] == (0 if code else 1)


def test_a_completion_that_is_looked_at_keeps_the_case_open(
    sandbox: RunningSandbox, enrol: Enrol, card: Cards, hands: Hands
) -> None:
    assert Control(sandbox).obey("outlet kind OWN_HALL")["ok"]
    device = enrol(sandbox)
    slip = capture(device, card)
    case = device.returning_case(slip)
    device.read(case, card("resident-lin"))
    device.agree(case, declined=("face",))
    device.verify(case)
    device.hold(case)
    answer = device.ask_review(case, sandbox.supervisor_number, sandbox.supervisor_password)
    assert answer.status_code == 200, answer.text
    data = device.registration(case)
    receipt = device.receipt(device.register(data))
    assert (receipt["outcome"], receipt["code"]) == ("UNDER_REVIEW", "FACE_REFUSED")
    hands.ahead = timedelta(days=31)
    assert status(device, slip)[0] == "AWAITING_CUSTOMER"
    id_ = UUID(receipt["registration_id"])
    sandbox.call(lambda desk: desk.registrations.finish_review(id_, is_accepted=True))
    assert outcome_of(device, data) == ("ACCEPTED", "")
    assert status(device, slip) == ("ACCEPTED", "", case.phone_number)


def test_a_completion_looked_at_too_long_is_nobodys_when_another_was_quicker(
    sandbox: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(sandbox)
    slip = capture(device, card)
    slow = come_back(device, slip, card)
    assert Control(sandbox).obey("verdict ONLINE_VERIFICATION RISK_REVIEW times=1")["ok"]
    data = device.registration(slow)
    receipt = device.receipt(device.register(data))
    assert (receipt["outcome"], receipt["code"]) == ("UNDER_REVIEW", "RISK_REVIEW")
    quick = come_back(device, slip, card)
    assert outcome_of(device, device.registration(quick)) == ("ACCEPTED", "")
    id_ = UUID(receipt["registration_id"])
    sandbox.call(lambda desk: desk.registrations.finish_review(id_, is_accepted=True))
    assert outcome_of(device, data) == ("REJECTED", "RETURN_COMPLETED")
    assert read_ledger(sandbox.home.folder)["totals"]["effects"] == 1


def test_a_slot_is_kept_for_whoever_is_awaited_and_not_counted_against_them(
    tmp_path: Path, enrol: Enrol, card: Cards, hands: Hands
) -> None:
    policy = SandboxPolicy(completion=Completion.CUSTOMER_RETURNS, number_quota=1)
    with RunningSandbox(tmp_path / "one", policy=policy, clock=hands) as sandbox:
        device = enrol(sandbox)
        slip = capture(device, card)
        other = device.open_case()
        device.read(other, card("resident-lin"))
        assert codes_of(device, other)[-1] == "QUOTA_FULL"
        come_back(device, slip, card)


def test_the_number_of_a_case_that_awaits_nobody_any_more_goes_back(
    sandbox: RunningSandbox, enrol: Enrol, card: Cards, hands: Hands
) -> None:
    device = enrol(sandbox)
    case = captured(device, card("resident-lin"))
    data = device.registration(case, return_token=new_token())
    assert outcome_of(device, data) == ("AWAITING_CUSTOMER", "CUSTOMER_RETURNS")
    assert state_of(sandbox, case.phone_number) == "KEPT"
    hands.ahead = timedelta(days=31)
    beat = {"pending": 0, "quarantined": 0, "oldest_pending_at": None, "program_version": "1"}
    assert device.call("POST", Paths.HEARTBEATS, json=beat).status_code == 200
    assert state_of(sandbox, case.phone_number) == "FREE"
    assert outcome_of(device, data) == ("REJECTED", "EXPIRED")


def state_of(sandbox: RunningSandbox, phone_number: str) -> str:
    query = "SELECT state FROM numbers WHERE phone_number = ?"
    return sandbox.call(
        lambda desk: str(desk.connection.exec_driver_sql(query, (phone_number,)).scalar())
    )


def test_the_master_of_the_sandbox_need_not_wait_thirty_days(
    sandbox: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(sandbox)
    slip = capture(device, card)
    control = Control(sandbox)
    assert control.obey(f"age {slip.registration_id} 29")["ok"]
    assert status(device, slip)[0] == "AWAITING_CUSTOMER"
    assert control.obey(f"age {slip.registration_id} 2")["ok"]
    assert status(device, slip) == ("REJECTED", "EXPIRED", "")
    assert not control.obey(f"age {new_id()} 2")["ok"]
