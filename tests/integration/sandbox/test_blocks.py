"""Numbers lent to devices: whose they are, and that not one gets lost or is given out twice."""

from __future__ import annotations

import base64
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pos_client.protocol.api import Paths
from pos_client.sandbox.control import Control
from pos_client.sandbox.ledger import BlockBalance, read_blocks, read_ledger
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.conftest import Cards, Enrol, Hands
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import captured, outcome_of, verified

BEAT: dict[str, Any] = {
    "pending": 0,
    "quarantined": 0,
    "oldest_pending_at": None,
    "program_version": "1",
}


def fetched_block(device: TestDevice) -> set[str]:
    """What a device is told now; whoever asks has its block filled up."""
    claims = json.loads(
        base64.urlsafe_b64decode(
            device.call("GET", Paths.CONFIGURATION).json()["token"].split(".")[1] + "=="
        )
    )
    return {each["phone_number"] for each in claims["number_block"]}


def block_of(device: TestDevice) -> set[str]:
    return {each["phone_number"] for each in device.configuration["number_block"]}


def test_two_devices_never_share_a_number(tmp_path: Path, enrol: Enrol) -> None:
    with RunningSandbox(tmp_path) as sandbox:
        blocks = [block_of(enrol(sandbox)) for _ in range(3)]
    assert [len(block) for block in blocks] == [8, 8, 8]
    assert len(set.union(*blocks)) == 24


def test_devices_that_fetch_at_the_same_moment_share_no_number(
    tmp_path: Path, enrol: Enrol
) -> None:
    with RunningSandbox(tmp_path) as sandbox:
        devices = [enrol(sandbox) for _ in range(4)]
        given: dict[str, set[str]] = {device.id: block_of(device) for device in devices}
        together = threading.Barrier(len(devices))

        def fetch(device: TestDevice) -> None:
            for _ in range(6):
                together.wait()
                given[device.id] |= fetched_block(device)

        for use_up in range(2):
            with ThreadPoolExecutor(len(devices)) as counters:
                list(counters.map(fetch, devices))
            # What was sold meanwhile is lent anew, to whoever comes first.
            sold = sorted(fetched_block(devices[use_up]))[:5]
            sandbox.call(lambda desk, sold=sold: [desk.numbers.assign(each) for each in sold])
    numbers = [number for block in given.values() for number in block]
    assert len(numbers) == len(set(numbers)) > 4 * 8


def test_a_computer_enrolled_anew_is_another_device_with_numbers_of_its_own(
    tmp_path: Path, enrol: Enrol
) -> None:
    with RunningSandbox(tmp_path) as sandbox:
        before = enrol(sandbox)
        old = block_of(before)
    with RunningSandbox(tmp_path) as sandbox:  # the gateway was started again as well
        assert not old & block_of(enrol(sandbox))
        assert fetched_block(before) == old
        assert all(balance.is_even for balance in read_blocks(tmp_path).values())


@pytest.mark.parametrize("days", [-400, 400])
def test_a_clock_that_jumps_lends_no_number_twice(tmp_path: Path, enrol: Enrol, days: int) -> None:
    hands = Hands()
    with RunningSandbox(tmp_path, clock=hands) as sandbox:
        first, second = enrol(sandbox), enrol(sandbox)
        for ahead in (0, days, 0):
            hands.ahead = timedelta(days=ahead)
            blocks = sandbox.call(
                lambda desk: [
                    {
                        number
                        for number, _ in desk.numbers.lease(
                            each.id, hands() + timedelta(days=14), is_renewed=True
                        )
                    }
                    for each in (first, second)
                ]
            )
            assert not blocks[0] & blocks[1]
            assert all(balance.is_even for balance in read_blocks(tmp_path).values())


def test_every_number_that_was_lent_is_accounted_for(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    policy = SandboxPolicy(number_quota=99, quota_review_from=99)
    with RunningSandbox(tmp_path, policy=policy) as sandbox:
        device, idle = enrol(sandbox), enrol(sandbox)
        device.log_in(sandbox.clerk_number, sandbox.password)
        outcomes = []
        for place, slug in enumerate(
            ("resident-lin", "resident-other-name", "resident-register-no-photo")
        ):
            case = captured(device, card(slug), place)
            outcomes.append(outcome_of(device, device.registration(case))[0])
        assert outcomes == ["ACCEPTED", "REJECTED", "UNDER_REVIEW"]
        before = read_blocks(tmp_path)
        assert before[device.id] == BlockBalance(8, accepted=1, given_back=1, still_out=6)
        assert before[idle.id] == BlockBalance(8, accepted=0, given_back=0, still_out=8)
        device.call("POST", Paths.HEARTBEATS, json=BEAT)  # which fills the block up again
        after = read_blocks(tmp_path)
        assert after[device.id] == BlockBalance(11, accepted=1, given_back=1, still_out=9)
        assert all(balance.is_even for balance in (*before.values(), *after.values()))


def test_a_balance_that_is_not_even_shows(tmp_path: Path, enrol: Enrol) -> None:
    with RunningSandbox(tmp_path) as sandbox:
        device = enrol(sandbox)
        lost = min(block_of(device))
        sandbox.call(
            lambda desk: desk.connection.exec_driver_sql(
                "UPDATE numbers SET state = 'FREE' WHERE phone_number = ?", (lost,)
            )
        )
    assert not read_blocks(tmp_path)[device.id].is_even


def test_the_number_of_a_case_under_review_is_no_other_cases(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    with RunningSandbox(tmp_path) as sandbox:
        device = enrol(sandbox)
        first = captured(device, card("resident-register-no-photo"))
        assert outcome_of(device, device.registration(first))[0] == "UNDER_REVIEW"
        second = captured(device, card("resident-lin"))
        assert second.phone_number == first.phone_number
        data = device.registration(second)
        assert outcome_of(device, data) == ("REJECTED", "NUMBER_NOT_HELD")
        (row,) = (
            row
            for row in read_ledger(tmp_path)["registrations"]
            if row["outcome"] == "UNDER_REVIEW"
        )
        assert Control(sandbox).obey(f"review {row['id']} accept")["ok"]
        assert read_ledger(tmp_path)["totals"]["effects"] == 1


def test_the_number_of_a_rejected_case_goes_back_and_never_to_the_same_device(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    with RunningSandbox(tmp_path) as sandbox:
        device = enrol(sandbox)
        case = captured(device, card("resident-other-name"))
        assert outcome_of(device, device.registration(case)) == ("REJECTED", "ID_MISMATCH")
        found = device.call("GET", Paths.NUMBERS, params={"pattern": case.phone_number}).json()
        assert found["numbers"] == [{"phone_number": case.phone_number}]
        # This device has used it up; another one knows nothing of that.
        assert case.phone_number not in fetched_block(device)
        assert len(fetched_block(device)) == 8
        other = fetched_block(enrol(sandbox)) | fetched_block(enrol(sandbox))
        assert case.phone_number in other
        assert all(balance.is_even for balance in read_blocks(tmp_path).values())


def test_a_number_given_back_and_sold_online_is_no_number_of_the_block(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    with RunningSandbox(tmp_path) as sandbox:
        device = enrol(sandbox)
        rejected = captured(device, card("resident-other-name"))
        assert outcome_of(device, device.registration(rejected))[0] == "REJECTED"
        case = verified(device, card("resident-lin"))
        request = {
            "phone_number": rejected.phone_number,
            "real_name_transaction_id": case.transaction_id,
        }
        held = device.call("POST", Paths.NUMBER_HOLDS, json=request).json()
        case.phone_number, case.hold_id = held["phone_number"], held["hold_id"]
        assert outcome_of(device, device.registration(case)) == ("ACCEPTED", "")
        balance = read_blocks(tmp_path)[device.id]
        assert (balance.accepted, balance.given_back, balance.is_even) == (0, 1, True)


def test_a_case_whose_lease_has_ended_meanwhile_has_its_number_still(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    hands = Hands()
    with RunningSandbox(tmp_path, clock=hands) as sandbox:
        device = enrol(sandbox)
        case = captured(device, card("resident-lin"))
        data = device.registration(case)
        other = enrol(sandbox)
        hands.ahead = timedelta(days=40)  # the lease has ended 26 days ago
        other.call("POST", Paths.HEARTBEATS, json=BEAT)
        assert case.phone_number not in fetched_block(device) | fetched_block(other)
        assert outcome_of(device, data) == ("UNDER_REVIEW", "OFFLINE_WINDOW_EXCEEDED")
        id_ = read_ledger(tmp_path)["registrations"][0]["id"]
        assert Control(sandbox).obey(f"review {id_} accept")["ok"]
        assert outcome_of(device, data) == ("ACCEPTED", "")
        balances = read_blocks(tmp_path)
        assert balances[device.id].accepted == 1
        assert all(balance.is_even for balance in balances.values())


def test_a_case_that_comes_too_late_takes_no_number_of_a_later_lease(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    hands = Hands()
    policy = SandboxPolicy(number_block=2)
    with RunningSandbox(tmp_path, policy=policy, clock=hands) as sandbox:
        device = enrol(sandbox)
        case = captured(device, card("resident-lin"))
        data = device.registration(case)
        hands.ahead = timedelta(days=50)
        later = enrol(sandbox)
        assert case.phone_number in block_of(later)
        assert outcome_of(device, data) == ("REJECTED", "NUMBER_NOT_HELD")
        assert case.phone_number in fetched_block(later)


def test_an_empty_pool_lends_what_there_is_and_no_more(tmp_path: Path) -> None:
    policy = SandboxPolicy(number_block=4000)
    with RunningSandbox(tmp_path, policy=policy) as sandbox:
        until = datetime.now(UTC) + timedelta(days=14)
        counts = sandbox.call(
            lambda desk: [
                len(desk.numbers.lease(f"device-{place}", until, is_renewed=False))
                for place in range(4)
            ]
        )
    assert counts == [4000, 4000, 2000, 0]


def test_unused_numbers_go_back_long_after_their_lease(tmp_path: Path, enrol: Enrol) -> None:
    hands = Hands()
    with RunningSandbox(tmp_path, clock=hands) as sandbox:
        device, other = enrol(sandbox), enrol(sandbox)
        old = block_of(device)
        for days in (20, 43):  # a sealed case may still be on its way for a month
            hands.ahead = timedelta(days=days)
            other.call("POST", Paths.HEARTBEATS, json=BEAT)
            assert read_blocks(tmp_path)[device.id] == BlockBalance(8, 0, 0, still_out=8)
        hands.ahead = timedelta(days=45)
        other.call("POST", Paths.HEARTBEATS, json=BEAT)
        assert read_blocks(tmp_path)[device.id] == BlockBalance(8, 0, given_back=8, still_out=0)
        assert all(balance.is_even for balance in read_blocks(tmp_path).values())
        fresh = block_of(enrol(sandbox))
        assert fresh == old  # the highest free ones, as ever
