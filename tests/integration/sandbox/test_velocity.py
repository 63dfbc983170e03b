"""What is too much, too quick or in two places at once, and the honest work beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import Role
from pos_client.domain.policy import Completion
from pos_client.domain.sim_stock import SimRange
from pos_client.domain.slip_code import Completing
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.policy import DEMO_OUTLET, SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from pos_client.sandbox.velocity_rules import Limit, Pace, Subject, VelocityRules
from tests.integration.sandbox.conftest import Cards, Enrol
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import captured, gathered, outcome_of
from tests.outlets import admit_another

ACCEPTED = ("ACCEPTED", "")
BEYOND = ("UNDER_REVIEW", "VELOCITY_EXCEEDED")
ROOM: dict[str, Any] = {"number_quota": 99, "quota_review_from": 99}


def captures(device: TestDevice, card: Cards, slugs: list[str]) -> list[tuple[str, str]]:
    """Capture and deliver one after the other; return how each ended."""
    return [
        outcome_of(device, device.registration(captured(device, card(slug), place)))
        for place, slug in enumerate(slugs)
    ]


@pytest.mark.parametrize("subject", Subject)
def test_as_many_as_are_allowed_are_accepted_and_the_next_is_reviewed(
    tmp_path: Path, enrol: Enrol, card: Cards, subject: Subject
) -> None:
    limit = Limit(subject, 2, timedelta(hours=1))
    policy = SandboxPolicy(velocity=VelocityRules(limits=(limit,)), **ROOM)
    with RunningSandbox(tmp_path, policy=policy) as sandbox:
        device = enrol(sandbox)
        ends = captures(device, card, ["resident-lin"] * 3)
        alarms = [alarm["code"] for alarm in read_ledger(sandbox.home.folder)["alarms"]]
    assert ends == [ACCEPTED, ACCEPTED, BEYOND]
    assert alarms == [f"TOO_MANY_{subject.name}"]


def test_captures_that_arrive_in_the_wrong_order_are_counted_all_the_same(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    limit = Limit(Subject.CLERK, 1, timedelta(hours=1), Outcome.REJECTED)
    policy = SandboxPolicy(velocity=VelocityRules(limits=(limit,)))
    with RunningSandbox(tmp_path, policy=policy) as sandbox:
        device = enrol(sandbox)
        first = device.registration(captured(device, card("resident-lin")))
        second = device.registration(captured(device, card("resident-wang"), 1))
        assert outcome_of(device, second) == ACCEPTED
        assert outcome_of(device, first) == ("REJECTED", "VELOCITY_EXCEEDED")


def test_other_people_do_not_count(tmp_path: Path, enrol: Enrol, card: Cards) -> None:
    limits = (Limit(Subject.PERSON, 1, timedelta(days=1)),)
    policy = SandboxPolicy(velocity=VelocityRules(limits=limits), **ROOM)
    with RunningSandbox(tmp_path, policy=policy) as sandbox:
        device = enrol(sandbox)
        slugs = ["resident-lin", "resident-wang", "resident-ma"]
        assert captures(device, card, slugs) == [ACCEPTED] * 3


def test_quick_work_is_signalled_and_blocks_nothing(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    with RunningSandbox(tmp_path) as sandbox:
        device = enrol(sandbox)
        assert captures(device, card, ["resident-lin", "resident-wang"]) == [ACCEPTED] * 2
        ledger = read_ledger(sandbox.home.folder)
    assert ledger["alarms"] == []
    assert sorted(signal["code"] for signal in ledger["signals"]) == [
        "CASES_CLOSE",
        "SEALED_QUICKLY",
        "SEALED_QUICKLY",
    ]


def test_a_flow_without_a_pace_is_not_timed(tmp_path: Path, enrol: Enrol, card: Cards) -> None:
    paces = {"new_number": Pace(timedelta(), timedelta())}
    policy = SandboxPolicy(velocity=VelocityRules(paces=paces))
    with RunningSandbox(tmp_path, policy=policy) as sandbox:
        captures(enrol(sandbox), card, ["resident-lin", "resident-wang"])
        assert read_ledger(sandbox.home.folder)["signals"] == []


def test_an_honest_second_number_is_accepted_after_its_review(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    """The same chip says the same bytes for ever; challenge, photo and person are fresh."""
    with RunningSandbox(tmp_path) as sandbox:
        device = enrol(sandbox)
        first = gathered(device, card("resident-lin"))
        assert outcome_of(device, device.registration(first)) == ACCEPTED
        second = gathered(device, card("resident-lin"))
        device.ask_review(second, sandbox.supervisor_number, sandbox.supervisor_password)
        assert second.reads[0].raw_text == first.reads[0].raw_text
        assert outcome_of(device, device.registration(second)) == ACCEPTED


def test_an_honest_return_after_a_capture_without_the_gateway_is_accepted(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    policy = SandboxPolicy(completion=Completion.CUSTOMER_RETURNS)
    with RunningSandbox(tmp_path, policy=policy) as sandbox:
        device = enrol(sandbox)
        first = device.offline_case()
        device.read(first, card("resident-lin"))
        first.return_token = "token-of-the-slip-0000000000000000"
        data = device.registration(first)
        receipt = device.receipt(device.register(data))
        assert receipt["outcome"] == "AWAITING_CUSTOMER"
        back = device.returning_case(
            Completing(UUID(receipt["registration_id"]), first.return_token)
        )
        device.read(back, card("resident-lin"))
        device.photograph(back, seed="2")
        device.verify(back)
        device.hold(back)
        assert outcome_of(device, device.registration(back)) == ACCEPTED


def test_one_person_in_two_outlets_is_reviewed_and_may_come_later(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    far = replace(DEMO_OUTLET, code="FJ-DEMO-0099", agent_number="DL-350100-0099")
    rules = VelocityRules(outlets_apart=timedelta(minutes=30))
    with RunningSandbox(tmp_path, policy=SandboxPolicy(velocity=rules, **ROOM)) as sandbox:
        here = enrol(sandbox)
        assert captures(here, card, ["resident-lin"]) == [ACCEPTED]
        sandbox.call(lambda desk: admit_another(desk, far))
        box = (SimRange(f"898600{5 * 10**12:013d}", f"898600{6 * 10**12:013d}"),)
        sandbox.call(lambda desk: desk.stock.deliver(far.code, box, is_received=True))
        code = sandbox.call(lambda desk: desk.enrolment.issue_code(far.code))
        folder = tmp_path / "far"
        folder.mkdir()
        there = TestDevice.enrolled(sandbox.gateway_file, code, folder)
        try:
            hired = ("0099", "吴惊蛰", Role.CLERK, far.code, "demo-far")
            sandbox.call(lambda desk: desk.sessions.enter_clerk(*hired))
            there.log_in("0099", "demo-far")
            assert captures(there, card, ["resident-wang", "resident-lin"]) == [ACCEPTED, BEYOND]
        finally:
            there.close()
        alarms = [alarm["code"] for alarm in read_ledger(sandbox.home.folder)["alarms"]]
    assert alarms == ["TWO_OUTLETS_PERSON"]
