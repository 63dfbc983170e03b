"""A finding of the guards freezes the work id behind it, where the carrier's rules say so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from pos_client.domain.guards import Burst, Counted, GuardRule, GuardRules, Overlap, Silent
from pos_client.domain.outlet import OutletKind
from pos_client.protocol.api import Paths
from pos_client.sandbox.control import Control
from pos_client.sandbox.evidence_package import read_package
from pos_client.sandbox.founding import SECOND_REVIEWER
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.conftest import Cards, Enrol
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.test_moves import claims_of
from tests.integration.sandbox.walks import captured, outcome_of

ACCEPTED = ("ACCEPTED", "")
TOO_MANY = ("REJECTED", "VELOCITY_EXCEEDED")
TEN, WEEK = timedelta(minutes=10), timedelta(days=7)
BURST = GuardRules(bursts=(Burst(Counted.CLERK, 1, TEN, timedelta(), refused_above=1),))
FREEZING = replace(BURST, freezing=(GuardRule.BURST,))


def policy(rules: GuardRules) -> SandboxPolicy:
    return SandboxPolicy(guards={OutletKind.AGENT: rules}, number_block=8, challenge_pool=8)


def captures(device: TestDevice, card: Cards, *names: str) -> list[tuple[str, str]]:
    return [
        outcome_of(device, device.registration(captured(device, card(f"resident-{name}"), place)))
        for place, name in enumerate(names)
    ]


def beat(device: TestDevice) -> dict[str, Any]:
    asked = {
        "pending": 0,
        "quarantined": 0,
        "oldest_pending_at": None,
        "program_version": "1",
        "session_id": claims_of(device.session)["session_id"],
    }
    answer = device.call("POST", Paths.HEARTBEATS, json=asked)
    assert answer.status_code == 200, answer.text
    heard: dict[str, Any] = answer.json()
    return heard


def evidence(sandbox: RunningSandbox) -> dict[str, Any]:
    package = sandbox.call(lambda desk: desk.freezes.package(sandbox.clerk_number))
    return read_package(package.encode(), sandbox.gateway.keys.words_keys)


def test_a_burst_far_beyond_its_limit_freezes_the_work_id_until_two_let_it_go(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    with RunningSandbox(tmp_path, policy=policy(FREEZING)) as sandbox:
        device = enrol(sandbox)
        assert device.configuration["guards"]["freezing"] == ["BURST"]
        assert captures(device, card, "lin", "wang") == [ACCEPTED, TOO_MANY]
        heard = beat(device)
        assert (heard["session_ended"], heard["work_id_frozen"]) == (True, True)
        facts, clerk = evidence(sandbox), sandbox.clerk_number
        log_in = device.log_in(clerk, sandbox.password)
        assert (log_in.status_code, log_in.json()["code"]) == (403, "WORK_ID_FROZEN")
        said = [
            Control(sandbox).obey(f"unfreeze {clerk} {reviewer}")["released"]
            for reviewer in (sandbox.reviewer_number, SECOND_REVIEWER)
        ]
        assert said == [False, True]
        assert device.log_in(clerk, sandbox.password).status_code == 200
    assert facts["rule"] == "GUARD_BURST"
    finding = facts["why"]["finding"]
    assert (finding["rule"], finding["subject"]) == ("BURST", clerk)
    assert finding["evidence"] == {"count": 2, "most": 1, "within_s": 600}
    assert facts["why"]["freezing"] == ["BURST"]
    assert [each["rule"] for each in facts["guards"]] == ["BURST"]


def test_a_rule_that_does_not_freeze_leaves_the_work_id_alone(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    with RunningSandbox(tmp_path, policy=policy(BURST)) as sandbox:
        device = enrol(sandbox)
        assert captures(device, card, "lin", "wang") == [ACCEPTED, TOO_MANY]
        assert not beat(device)["session_ended"]


def test_a_burst_of_a_counter_freezes_whoever_worked_there(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    of_counter = Burst(Counted.DEVICE, 1, TEN, timedelta(), refused_above=1)
    rules = GuardRules(bursts=(of_counter,), freezing=(GuardRule.BURST,))
    with RunningSandbox(tmp_path, policy=policy(rules)) as sandbox:
        device = enrol(sandbox)
        assert captures(device, card, "lin", "wang") == [ACCEPTED, TOO_MANY]
        facts = evidence(sandbox)
    assert facts["why"]["finding"]["subject"] == device.id
    assert [each["counted"] for each in facts["guards"]] == ["DEVICE"]


def test_a_work_id_at_two_counters_at_once_is_frozen_and_the_case_is_looked_at(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    rules = GuardRules(
        overlap=Overlap(longest=timedelta(hours=1), rests=WEEK), freezing=(GuardRule.OVERLAP,)
    )
    with RunningSandbox(tmp_path, policy=policy(rules)) as sandbox:
        lent = enrol(sandbox)
        begun = captured(lent, card("resident-wang"))
        own = enrol(sandbox)
        meanwhile = captured(own, card("resident-lin"))
        assert outcome_of(own, own.registration(meanwhile)) == ACCEPTED
        assert outcome_of(lent, lent.registration(begun)) == ("UNDER_REVIEW", "RISK_REVIEW")
        assert evidence(sandbox)["rule"] == "GUARD_OVERLAP"


def test_what_shows_over_days_freezes_as_well(tmp_path: Path, enrol: Enrol, card: Cards) -> None:
    rules = GuardRules(silent=Silent(timedelta(), 1.0, 2, WEEK, WEEK), freezing=(GuardRule.SILENT,))
    with RunningSandbox(tmp_path, policy=policy(rules)) as sandbox:
        device = enrol(sandbox)
        assert captures(device, card, "lin", "wang") == [ACCEPTED] * 2
        assert not beat(device)["session_ended"]
        assert Control(sandbox).obey("guards sweep")["ok"]
        assert beat(device)["work_id_frozen"]
        assert evidence(sandbox)["why"]["finding"]["evidence"]["unused"] == 2
