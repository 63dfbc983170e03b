"""Honest months: nothing in them is wrong, however odd a day of them may look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random

from tests.months.citizens import Citizen, Citizens
from tests.months.plans import Case, Counting, Desk, Plan, Use, at_time

__all__ = ["HONEST", "Month", "shop_days", "uses_of"]

Month = Callable[[Random, int], Plan]
_MINUTES, _HOURS, _DAYS = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_SHOP_FLOWS = ("new_number", "re_registration", "sim_replacement", "transfer")
_SHOP_WEIGHTS = (62, 20, 16, 2)
_TRIED_HERE, _SILENT = 0.1, 0.06
_FAMILY = 0.05
_WEEK = 7


def uses_of(chance: Random, citizen: Citizen, outlet_code: str) -> tuple[Use, ...]:
    """How an honest number is used: soon, in the own telephone, now and then tried here first."""
    uses = []
    if chance.random() < _TRIED_HERE:
        uses.append(Use(2 * _MINUTES, f"35{outlet_code[-4:]}"))
    if chance.random() >= _SILENT:
        first = chance.uniform(0.1, 60) * _HOURS
        uses += [Use(first + day * _DAYS, citizen.imei) for day in (0, 2, 9)]
    elif chance.random() < 0.5:  # of an alarm, or kept for a child: it comes to life one day
        uses.append(Use(chance.uniform(8, 25) * _DAYS, citizen.imei))
    return tuple(uses)


def shop_days(chance: Random, days: int, plan: Plan, desks: Sequence[Desk]) -> None:
    """A shop at its everyday work: a customer, a pause, a customer."""
    people = Citizens(chance)
    for day in range(days):
        for desk in desks:
            minute = chance.uniform(5, 40)
            while minute < 660:
                minute = _serve(chance, plan, people, desk, (day, minute))
                minute += chance.expovariate(1 / 26)
        _close(chance, plan, desks[0].outlet_code, day)


def _serve(
    chance: Random, plan: Plan, people: Citizens, desk: Desk, when: tuple[int, float]
) -> float:
    """Whoever comes; a household comes one after the other."""
    day, minute = when
    flow = chance.choices(_SHOP_FLOWS, _SHOP_WEIGHTS)[0]
    is_family = flow == "new_number" and chance.random() < _FAMILY
    for citizen in people.household(chance.randint(2, 4)) if is_family else [people.somebody()]:
        took = chance.uniform(5, 13)
        uses = uses_of(chance, citizen, desk.outlet_code) if flow == "new_number" else ()
        at = at_time(day, 9, chance, minute)
        plan.events.append(Case(at, desk, citizen, flow, 0.7 * took * _MINUTES, uses))
        minute += took
    return minute


def _close(chance: Random, plan: Plan, outlet_code: str, day: int) -> None:
    """The drawer in the evening: now and then somebody miscounts."""
    lacking = chance.choices((0, 1, 2), (95, 4, 1))[0]
    lost = int(chance.random() < 0.06)
    plan.events.append(Counting(at_time(day, 20, chance, 45), outlet_code, lacking, lost))


def honest_shop(chance: Random, days: int) -> Plan:
    """An agent's shop with two clerks, open every day."""
    plan = Plan()
    shop_days(chance, days, plan, [plan.desk("FJ-SHOP-01", place) for place in (1, 2)])
    return plan


def honest_desk(chance: Random, days: int) -> Plan:
    """Two clerks who register old users anew, one every one or two minutes, all day."""
    plan, people = Plan(), Citizens(chance)
    desks = [plan.desk("FJ-HALL-02", place, kind="OWN_HALL") for place in (1, 2)]
    sells = plan.desk("FJ-HALL-02", 3, kind="OWN_HALL")
    for day in range(days):
        if day % _WEEK >= 5:
            continue
        for desk in desks:
            minute = chance.uniform(0, 3)
            while minute < 480:
                citizen, took = people.somebody(), chance.uniform(1, 2)
                at = at_time(day, 9, chance, minute)
                moment = 0.8 * took * _MINUTES
                plan.events.append(Case(at, desk, citizen, "re_registration", moment))
                if chance.random() < 0.012:  # somebody wants another number, since they are here
                    _sell(chance, plan, sells, citizen, (day, minute + chance.uniform(5, 40)))
                minute += took + chance.uniform(0.2, 1.5)
        _close(chance, plan, sells.outlet_code, day)
    return plan


def _sell(
    chance: Random, plan: Plan, desk: Desk, citizen: Citizen, when: tuple[int, float]
) -> None:
    uses = uses_of(chance, citizen, desk.outlet_code)
    took = chance.uniform(4, 8) * _MINUTES
    at = at_time(when[0], 9, chance, when[1])
    plan.events.append(Case(at, desk, citizen, "new_number", took, uses))


def honest_hall(chance: Random, days: int) -> Plan:
    """A hall of six counters, with a day for families and a week in which students come."""
    plan, people = Plan(), Citizens(chance)
    desks = [plan.desk("FJ-HALL-03", place, kind="OWN_HALL") for place in range(1, 7)]
    for day in range(days):
        is_family_day, is_students_week = day == 9, 12 <= day < 17
        for desk in desks:
            minute = chance.uniform(0, 20)
            while minute < 570:
                if is_family_day:
                    came = people.household(chance.randint(2, 5))
                elif is_students_week and chance.random() < 0.8:
                    came = [people.somebody(ages=(18, 19), numbers=0)]
                else:
                    came = [people.somebody()]
                for citizen in came:
                    _sell(chance, plan, desk, citizen, (day, minute))
                    minute += chance.uniform(6, 12)
                minute += chance.expovariate(1 / (4 if is_students_week else 9))
        _close(chance, plan, desks[0].outlet_code, day)
    return plan


HONEST: dict[str, Month] = {
    "honest shop": honest_shop,
    "honest re-registration desk": honest_desk,
    "honest hall": honest_hall,
}
