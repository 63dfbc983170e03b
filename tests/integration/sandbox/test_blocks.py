"""Numbers lent to devices: whose they are, and that not one gets lost or is given out twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from pos_client.protocol.api import Paths
from pos_client.sandbox.control import Control
from pos_client.sandbox.ledger import BlockBalance, read_blocks, read_ledger
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.conftest import Cards, Enrol, Hands
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import captured, outcome_of

BEAT: dict[str, Any] = {
    "pending": 0,
    "quarantined": 0,
    "oldest_pending_at": None,
    "program_version": "1",
}


def block_of(device: TestDevice) -> set[str]:
    return {each["phone_number"] for each in device.configuration["number_block"]}


def test_two_devices_never_share_a_number(tmp_path: Path, enrol: Enrol) -> None:
    with RunningSandbox(tmp_path) as sandbox:
        blocks = [block_of(enrol(sandbox)) for _ in range(3)]
    assert [len(block) for block in blocks] == [8, 8, 8]
    assert len(set.union(*blocks)) == 24


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
