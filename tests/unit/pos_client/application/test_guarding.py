"""The local hint: this counter's own cases, counted by the signed limits; it stops nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pos_client.application import commands
from pos_client.application.hint_state import HintKind
from pos_client.application.state import CasePhase
from pos_client.domain.guards import Counted, GuardRule
from tests.unit.pos_client.application.at_work import at_work, configure
from tests.unit.pos_client.application.rig import Rig

TEN_MINUTES_S, DAY_S = 600, 24 * 3600
PEOPLE = ("mainland_han_20y", "mainland_han_20y born 19800102", "mainland_han_20y born 19810304")


def bursts(most: int, within_s: int = TEN_MINUTES_S, **more: Any) -> dict[str, Any]:
    burst = {"counted": "CLERK", "most": most, "within_s": within_s, "flows": ["new_number"]}
    return {"bursts": [burst | more]}


def serve(rig: Rig, name: str = PEOPLE[0]) -> None:
    """One whole customer, a minute each."""
    rig.clock.advance(timedelta(minutes=1))
    rig.do(lambda: rig.counter.note_contact(rig.clock.now()))
    rig.lay(name)
    rig.finish()
    assert rig.case.phase is CasePhase.SAVED


def wait(rig: Rig, passing: timedelta = timedelta(seconds=6)) -> None:
    rig.clock.advance(passing)
    rig.do(rig.counter.tick)


def test_without_limits_in_the_configuration_nothing_is_said() -> None:
    rig = at_work(None)
    serve(rig)
    assert rig.state.hint is None


def test_near_a_limit_it_says_how_many_more_and_at_it_until_when() -> None:
    rig = at_work(None, guards=bursts(3))
    serve(rig)
    assert rig.state.hint is None
    serve(rig)
    near = rig.state.hint
    assert near is not None
    assert (near.kind, near.count, near.more, near.minutes) == (HintKind.NEAR, 2, 1, 10)
    serve(rig)
    reached = rig.state.hint
    assert reached is not None
    assert (reached.kind, reached.count, reached.rule) == (
        HintKind.REACHED,
        3,
        GuardRule.BURST,
    )
    # The first of the three was saved two minutes ago.
    assert reached.until == rig.clock.now() + timedelta(minutes=8)


def test_a_limit_that_is_reached_stops_nothing_here() -> None:
    rig = at_work(None, guards=bursts(1))
    serve(rig)
    serve(rig)
    assert rig.state.hint is not None
    assert rig.state.hint.count == 2


def test_it_goes_away_by_itself_when_the_time_has_passed() -> None:
    rig = at_work(None, guards=bursts(1))
    serve(rig)
    assert rig.state.hint is not None
    wait(rig, timedelta(minutes=11))
    assert rig.state.hint is None


def test_other_flows_and_what_lies_before_the_time_do_not_count() -> None:
    rig = at_work(None, guards=bursts(2, flows=["re_registration"]))
    serve(rig)
    serve(rig)
    assert rig.state.hint is None


def test_several_people_in_a_short_time_are_a_group() -> None:
    rig = at_work(None, guards={"group": {"strangers": 4, "within_s": 1200}})
    for name in PEOPLE[:2]:
        serve(rig, name)
    assert rig.state.hint is None
    serve(rig, PEOPLE[2])
    hint = rig.state.hint
    assert hint is not None
    assert (hint.rule, hint.count, hint.counted) == (GuardRule.GROUP, 3, Counted.OUTLET)


def test_one_person_who_comes_again_is_no_group() -> None:
    rig = at_work(None, guards={"group": {"strangers": 3, "within_s": 1200}})
    for _ in range(3):
        serve(rig)
    assert rig.state.hint is None


def test_what_the_carrier_has_noticed_is_said_last_and_a_rule_of_tomorrow_is_passed_over() -> None:
    rig = at_work(None, guards={"noted": ["RULE_OF_TOMORROW", "STOCK"]})
    wait(rig)
    assert rig.state.hint is not None
    assert (rig.state.hint.rule, rig.state.hint.kind) == (GuardRule.STOCK, HintKind.NOTED)
    configure(rig, guards=bursts(1) | {"noted": ["STOCK"]})
    serve(rig)
    assert rig.state.hint.kind is HintKind.REACHED


def test_nobody_is_told_anything_behind_the_lock_or_after_logging_out() -> None:
    rig = at_work(None, guards={"noted": ["STOCK"]})
    wait(rig)
    assert rig.state.hint is not None
    rig.ask(commands.Lock())
    assert rig.state.hint is None


@pytest.mark.parametrize("kind", ["CLERK", "DEVICE"])
def test_another_work_id_counts_for_the_counter_and_not_for_the_clerk(kind: str) -> None:
    rig = at_work(None, guards=bursts(1, counted=kind))
    serve(rig)
    rig.ask(commands.FinishCase())
    rig.ask(commands.LogOut())
    rig.ask(commands.LogIn("8021", "demo-8021"))
    wait(rig)
    assert (rig.state.hint is not None) is (kind == "DEVICE")
