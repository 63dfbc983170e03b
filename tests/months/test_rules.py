"""What must not set a guard off, each beside what must: a few cases before the books alone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from tests.months.citizens import Citizens
from tests.months.plans import Case, Desk, Event, Plan, Use, at_time
from tests.months.world import ACCEPTED, World, phone_number

MINUTES, HOURS, DAYS = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CHANCE = Random("rules")


def played(folder: Path, plan: Plan, events: list[Event]) -> tuple[list[str], list[str]]:
    """How each case ended, and what people were told."""
    plan.events = events
    with World(folder, plan) as world:
        ends = []
        for number, each in enumerate(events):
            assert isinstance(each, Case)
            ends.append(world.register(each, number))
        return ends, world.alarms()


def shop() -> tuple[Plan, Desk, Desk, Citizens]:
    plan = Plan()
    desks = [plan.desk("FJ-TEST-31", place) for place in (1, 2)]
    return plan, desks[0], desks[1], Citizens(CHANCE)


@pytest.mark.parametrize("is_family", [True, False])
def test_a_household_that_comes_together_is_no_group_of_strangers(
    tmp_path: Path, *, is_family: bool
) -> None:
    plan, one, other, people = shop()
    came = people.household(7) if is_family else [people.somebody(numbers=0) for _ in range(7)]
    at = at_time(0, 12, CHANCE)
    events: list[Event] = [
        Case(at + 2.7 * place * MINUTES, (one, other)[place % 2], each)
        for place, each in enumerate(came)
    ]
    ends, alarms = played(tmp_path, plan, events)
    assert ("GUARD_GROUP" in alarms) is not is_family
    assert (ends == [ACCEPTED] * 7) is is_family


def test_the_desk_may_do_one_every_minute_and_the_shop_may_not(tmp_path: Path) -> None:
    plan, one, _, people = shop()
    at = at_time(0, 10, CHANCE)
    desk: list[Event] = [
        Case(
            at + 60 * place * timedelta(seconds=1),
            one,
            people.somebody(),
            "re_registration",
            took=45 * timedelta(seconds=1),
        )
        for place in range(30)
    ]
    assert played(tmp_path, plan, desk) == ([ACCEPTED] * 30, [])
    (tmp_path / "shop").mkdir()
    plan, one, _, people = shop()
    numbers: list[Event] = [
        Case(at + place * MINUTES, one, people.somebody(), took=45 * timedelta(seconds=1))
        for place in range(6)
    ]
    ends, alarms = played(tmp_path / "shop", plan, numbers)
    assert ends[:4] == [ACCEPTED] * 4
    assert ends[4] == "VELOCITY_EXCEEDED"
    assert "GUARD_BURST" in alarms


@pytest.mark.parametrize(("stays", "is_told"), [(10 * MINUTES, False), (2 * DAYS, True)])
def test_a_sim_that_was_tried_in_the_shops_telephone_does_not_stay_in_it(
    tmp_path: Path, stays: timedelta, *, is_told: bool
) -> None:
    plan, one, _, people = shop()
    imei, at = "350000000000031", at_time(0, 10, CHANCE)
    plan.events = [Case(at + place * HOURS, one, people.somebody()) for place in range(4)]
    plan.events.append(Case(at + 3 * DAYS, one, people.somebody()))
    with World(tmp_path, plan) as world:
        for number, each in enumerate(plan.events):
            assert isinstance(each, Case)
            if number == 4:
                for earlier in range(4):
                    for when in (at + 4 * HOURS, at + 4 * HOURS + stays):
                        world.use(phone_number(earlier), Use(HOURS, imei), when)
            world.register(each, number)
        assert ("GUARD_HANDSET" in world.alarms()) is is_told


def test_somebody_who_walks_past_moves_no_counter(tmp_path: Path) -> None:
    plan, one, _, people = shop()
    at = at_time(0, 9, CHANCE)
    events: list[Event] = [
        Case(at + (place // 20) * DAYS + (place % 20) * 15 * MINUTES, one, people.somebody())
        for place in range(60)
    ]
    _, alarms = played(tmp_path, plan, events)
    assert "GUARD_BACKGROUND" not in alarms


def test_a_finding_is_told_once_however_long_it_lasts(tmp_path: Path) -> None:
    plan, one, _, people = shop()
    at = at_time(0, 10, CHANCE)
    events: list[Event] = [
        Case(at + place * MINUTES, one, people.somebody(), took=40 * timedelta(seconds=1))
        for place in range(9)
    ]
    _, alarms = played(tmp_path, plan, events)
    assert alarms.count("GUARD_BURST") == 1
