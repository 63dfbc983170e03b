"""What the automatic demo concludes from the screen, the ledger and its own steps."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from drivers.card.number import looks_like_id_number
from drivers.simulator.deck import load_deck
from pos_client.domain.flows import FLOWS as BY_NAME
from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind
from pos_client.sandbox.policy import SandboxPolicy
from tests.whole.demo.gateway_books import compare, longest_run, typed_into_cases
from tests.whole.demo.intruder import TYPED
from tests.whole.demo.report import FlowTotals, Report, StepReport
from tests.whole.demo.script import FLOWS, OF_ANY_FLOW, days_of, shown_by
from tests.whole.demo.shown import not_shown

ACCEPTED, REJECTED = Outcome.ACCEPTED, Outcome.REJECTED


def ledger(*rows: tuple[int, Outcome, int], alarms: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "registrations": [
            {"sequence": sequence, "outcome": outcome.value, "effects": effects}
            for sequence, outcome, effects in rows
        ],
        "alarms": [{"code": code} for code in alarms],
    }


def test_books_that_agree_have_no_faults() -> None:
    found = compare({1: ACCEPTED, 2: REJECTED}, ledger((1, ACCEPTED, 1), (2, REJECTED, 0)))
    assert found.faults == []
    assert (found.accepted, found.rejected) == (1, 1)


@pytest.mark.parametrize(
    ("acknowledged", "entered", "fault"),
    [
        ({1: ACCEPTED, 2: None}, ledger((1, ACCEPTED, 1)), "lost: [2]"),
        ({1: ACCEPTED}, ledger((1, ACCEPTED, 2)), "duplicated: 1"),
        ({1: ACCEPTED}, ledger((1, ACCEPTED, 1), (1, ACCEPTED, 1)), "duplicated: 1"),
        ({}, ledger((3, ACCEPTED, 1)), "never acknowledged: [3]"),
        ({1: ACCEPTED}, ledger((1, REJECTED, 0)), "told differently: [1]"),
        ({}, ledger(alarms=("COUNTER_GAP",)), "alarms: ['COUNTER_GAP']"),
    ],
)
def test_books_that_differ_say_where(
    acknowledged: dict[int, Outcome | None], entered: dict[str, Any], fault: str
) -> None:
    assert compare(acknowledged, entered).faults == [fault]


def test_characters_that_reached_a_case_are_counted() -> None:
    case = b"{...}" + TYPED.encode("utf-16-le")
    assert typed_into_cases(TYPED, [b"", case]) == 18
    assert typed_into_cases(TYPED, [TYPED[4:14].encode()]) == 10
    assert typed_into_cases(TYPED, [b"nothing", b""]) == 0


def test_the_number_that_is_typed_is_one_and_is_nobodys() -> None:
    assert looks_like_id_number(TYPED)
    numbers = [entry.fields.id_number for entry in load_deck().entries]
    assert max(longest_run(TYPED, number) for number in numbers) == 0


def test_a_report_is_ok_only_if_every_step_is(tmp_path: Path) -> None:
    report = Report()
    assert not report.ok
    report.steps.append(StepReport("one", True, 1.0, 3, "one.png"))
    assert report.ok
    report.steps.append(StepReport("two", False, 1.0, 0, "two.png", "it rained"))
    report.read_seconds.append(0.31234)
    assert not report.ok
    report.write(tmp_path / "r.json")
    written = json.loads((tmp_path / "r.json").read_text("utf-8"))
    first = {"name": "one", "ok": True, "seconds": 1.0, "keystrokes": 3, "screenshot": "one.png"}
    assert written["steps"][0] == first
    assert written["totals"]["lost"] == 0
    assert written["read_seconds"] == [0.312]


def test_all_flows_are_shown_each_where_it_may_be_done() -> None:
    # A unit's users are registered on the day of their unit.
    begun = {name for name, flow in BY_NAME.items() if not (flow.completes or flow.is_of_order)}
    assert begun == FLOWS.keys() - {"all", *OF_ANY_FLOW}
    days = days_of("all")
    shown = {day.flow for day in days}
    policy = SandboxPolicy()
    agents = {name for name in begun if policy.may_do(BY_NAME[name], OutletKind.AGENT)}
    assert shown == {"all", *(begun - agents), *OF_ANY_FLOW}
    steps = {step for step, _ in FLOWS["all"]}
    for name in begun - shown:
        assert steps >= {step for step, _ in FLOWS[name]}, name
    for day in (*days, *(day for name in begun for day in days_of(name))):
        is_of_many = day.flow in ("all", *OF_ANY_FLOW)
        assert is_of_many or policy.may_do(BY_NAME[day.flow], day.kind)


def test_every_flow_of_the_counter_has_to_be_shown() -> None:
    assert set(shown_by("all")) == BY_NAME.keys()
    alone = [name for day in FLOWS.keys() - {"all"} for name in shown_by(day)]
    assert sorted(alone) == sorted(BY_NAME)


def test_what_a_flow_has_not_come_to_is_named() -> None:
    nothing = not_shown({}, ["transfer", "new_number"])
    assert "transfer: accepted" in nothing
    assert "transfer: refused without the network" in nothing
    assert "transfer: refused with OWNER_DIFFERENT" in nothing
    assert "new_number: captured" in nothing
    assert "new_number: refused with LIVENESS_FAILED" in nothing
    codes = ("VISUAL_CHECK_REFUSED", "LIVENESS_FAILED", "FACE_REFUSED", "NEUTRAL")
    checks = ("ID_NOT_FOUND", "FACE_DIFFERENT", "QUOTA_FULL")
    whole = FlowTotals(accepted=1, captured=2, refusals=dict.fromkeys((*codes, *checks), 1))
    assert not_shown({"new_number": whole}, ["new_number"]) == []
    del whole.refusals["NEUTRAL"]
    assert not_shown({"new_number": whole}, ["new_number"]) == ["new_number: refused with NEUTRAL"]


def test_a_report_tells_each_flow_apart(tmp_path: Path) -> None:
    report = Report()
    report.of("transfer").needs_network = True
    for _ in range(2):
        report.of("transfer").note_refusal("OWNER_DIFFERENT")
    report.of("new_number").captured += 1
    report.write(tmp_path / "r.json")
    written = json.loads((tmp_path / "r.json").read_text("utf-8"))["flows"]
    assert list(written) == ["new_number", "transfer"]
    assert written["transfer"] == {
        "accepted": 0,
        "refusals": {"OWNER_DIFFERENT": 2},
        "captured": 0,
        "needs_network": True,
    }
    assert "transfer: 0 accepted; needs the network; refused: OWNER_DIFFERENT 2" in report.told()
