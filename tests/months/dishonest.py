"""Dishonest months: an honest shop's work all the time, and beside it one thing that is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

from tests.months.citizens import Citizen, Citizens
from tests.months.honest import Month, honest_desk, shop_days, uses_of
from tests.months.plans import Case, Counting, Desk, Plan, Use, at_time

__all__ = ["DISHONEST"]

_SECONDS, _MINUTES = timedelta(seconds=1), timedelta(minutes=1)
_HOURS, _DAYS = timedelta(hours=1), timedelta(days=1)
_BEGINS = 7
"""The first week is honest, so that there is something usual."""


def _shop(chance: Random, days: int, code: str) -> tuple[Plan, Desk, Desk]:
    """An honest shop of two counters, all month."""
    plan = Plan()
    one, other = (plan.desk(code, place) for place in (1, 2))
    shop_days(chance, days, plan, (one, other))
    return plan, one, other


def _open(
    plan: Plan, when: tuple[int, float], desk: Desk, citizen: Citizen, **more: object
) -> None:
    """One dishonest card at a day and minute after nine."""
    day, minute = when
    at = at_time(day, 9, Random(f"{day} {minute}"), minute)
    case = Case(at, desk, citizen, took=3 * _MINUTES, is_dishonest=True)
    plan.events.append(replace(case, **more))  # type: ignore[arg-type]


def lent_work_id(chance: Random, days: int) -> Plan:
    """T2: the work id of a clerk who is serving is used by somebody else, two counters on."""
    plan, one, _ = _shop(chance, days, "FJ-LENT-11")
    back_room = replace(plan.desk("FJ-LENT-11", 3), clerk_number=one.clerk_number)
    people = Citizens(chance)
    for day in range(_BEGINS, days):
        for place in range(12):
            _open(plan, (day, 60 + 45 * place), back_room, people.somebody())
    return plan


def by_night(chance: Random, days: int) -> Plan:
    """T11: a shop that opens again when it has closed."""
    plan, one, _ = _shop(chance, days, "FJ-NITE-12")
    people = Citizens(chance)
    for day in range(_BEGINS, days):
        for place in range(10):
            _open(plan, (day, 820 + 7 * place), one, people.somebody())
    return plan


def a_minutes_worth(chance: Random, days: int) -> Plan:
    """T11: thirty-six numbers in a minute, as in Nanjing in 2017."""
    plan, one, _ = _shop(chance, days, "FJ-FAST-13")
    people = Citizens(chance)
    at = at_time(_BEGINS, 12, chance)
    for place in range(36):
        took = 25 * _SECONDS
        moment = at + place * 1.7 * _SECONDS
        case = Case(moment, one, people.somebody(), took=took, is_dishonest=True)
        plan.events.append(case)
    return plan


def paid_heads(chance: Random, days: int) -> Plan:
    """T5: strangers brought in a van, eight at two counters within half an hour, twice a week."""
    plan, one, other = _shop(chance, days, "FJ-HEAD-14")
    people = Citizens(chance)
    for day in range(_BEGINS, days, 3):
        for place in range(8):
            desk = (one, other)[place % 2]
            _open(plan, (day, 300 + 3 * place), desk, people.somebody(numbers=0))
    return plan


def one_read_several_cards(chance: Random, days: int) -> Plan:
    """T3: the card stays on the reader, and every customer leaves two more numbers behind."""
    plan, one, _ = _shop(chance, days, "FJ-READ-15")
    people = Citizens(chance)
    for day in range(_BEGINS, days):
        for customer in range(4):
            somebody = people.somebody(numbers=0)
            for place in range(3):
                _open(plan, (day, 90 + 110 * customer + 6 * place), one, somebody)
    return plan


def one_frame(chance: Random, days: int) -> Plan:
    """T4: one frame of the shop's camera, and other faces put into it."""
    plan, one, _ = _shop(chance, days, "FJ-FRAM-16")
    people = Citizens(chance)
    for day in range(_BEGINS, days):
        for place in range(5):
            when, somebody = (day, 100 + 70 * place), people.somebody()
            _open(plan, when, one, somebody, frame="kept")
    return plan


def another_shops_wall(chance: Random, days: int) -> Plan:
    """T9: two outlets on paper, one room: the second one's computer stands in the first."""
    plan, one, _ = _shop(chance, days, "FJ-ROOM-17")
    phantom = plan.desk("FJ-NONE-27", 1)
    people = Citizens(chance)
    for day in range(_BEGINS, days):
        for place in range(6):
            when, somebody = (day, 80 + 80 * place), people.somebody()
            uses = uses_of(chance, somebody, phantom.outlet_code)
            _open(plan, when, phantom, somebody, wall=one.wall, uses=uses)
    return plan


def moved_computer(chance: Random, days: int) -> Plan:
    """T9: the computer is carried out of the shop in the afternoon, into somebody's home."""
    plan, one, _ = _shop(chance, days, "FJ-MOVE-18")
    people = Citizens(chance)
    mornings = [
        each
        for each in plan.events
        if not (isinstance(each, Case) and each.desk == one and each.at.hour >= 14)
    ]
    plan.events = mornings
    for day in range(_BEGINS, days):
        for place in range(8):
            when, somebody = (day, 330 + 40 * place), people.somebody()
            uses = uses_of(chance, somebody, one.outlet_code)
            _open(plan, when, one, somebody, wall="a living room", uses=uses)
    return plan


def silent_cards(chance: Random, days: int) -> Plan:
    """T11, A8: numbers that nobody uses, opened at an honest pace and kept to ripen."""
    plan, one, _ = _shop(chance, days, "FJ-RIPE-19")
    people = Citizens(chance)
    for day in range(days):
        for place in range(8):
            _open(plan, (day, 60 + 70 * place), one, people.somebody())
    return plan


def one_telephone(chance: Random, days: int) -> Plan:
    """T5: SIMs of many people take turns in one telephone, day after day, to look alive."""
    plan, one, _ = _shop(chance, days, "FJ-TURN-20")
    people = Citizens(chance)
    for day in range(_BEGINS, days):
        uses = tuple(Use(_HOURS + each * _DAYS, "350000000000020") for each in range(4))
        for place in range(2):
            _open(plan, (day, 120 + 200 * place), one, people.somebody(), uses=uses)
    return plan


def to_the_limit(chance: Random, days: int) -> Plan:
    """T5: people who come back until they have as many numbers as anybody may."""
    plan, one, _ = _shop(chance, days, "FJ-FIVE-21")
    people = Citizens(chance)
    for first in range(_BEGINS, days, 5):
        sellers = [people.somebody(numbers=0) for _ in range(6)]
        for number in range(5):
            for place, seller in enumerate(sellers):
                if first + number < days:
                    _open(plan, (first + number, 70 + 90 * place), one, seller)
    return plan


def lost_sims(chance: Random, days: int) -> Plan:
    """T11: blank SIMs that are booked as spoiled and go somewhere else."""
    plan, one, _ = _shop(chance, days, "FJ-LOSS-22")
    for day in range(_BEGINS, days):
        at = at_time(day, 20, chance, 50)
        plan.events.append(Counting(at, one.outlet_code, lost=4, is_dishonest=True))
    return plan


def drip(chance: Random, days: int) -> Plan:
    """T11: just under every limit, every day."""
    plan = Plan()
    one = plan.desk("FJ-DRIP-23", 1)
    people = Citizens(chance)
    for day in range(days):
        for place in range(44):
            somebody = people.somebody()
            uses = uses_of(chance, somebody, one.outlet_code)
            _open(plan, (day, 20 + 13.5 * place), one, somebody, uses=uses)
    return plan


def riding_along(chance: Random, days: int) -> Plan:
    """T11: whoever comes to be registered anew leaves with a number, and does not know it."""
    plan = honest_desk(chance, days)
    desks = {each.desk.device_id: each.desk for each in plan.events if isinstance(each, Case)}
    back = max(desks.values(), key=lambda each: each.device_id)
    anew = [
        each
        for each in plan.events
        if isinstance(each, Case) and each.flow == "re_registration" and each.at.minute < 12
    ]
    for each in anew:
        at = each.at + chance.uniform(4, 30) * _MINUTES
        case = Case(at, back, each.citizen, took=3 * _MINUTES, is_dishonest=True)
        if chance.random() < 0.8:
            plan.events.append(case)
    return plan


def woken_together(chance: Random, days: int) -> Plan:
    """T11: numbers opened slowly over weeks, and handed over and switched on in one night."""
    plan, one, _ = _shop(chance, days, "FJ-WAKE-25")
    people = Citizens(chance)
    wakes = at_time(20, 19, chance)
    for day in range(12):
        for place in range(2):
            when, somebody = (day, 100 + 240 * place), people.somebody()
            _open(plan, when, one, somebody)
            case = plan.events[-1]
            if isinstance(case, Case):
                sleeps = wakes - case.at - case.took + chance.uniform(0, 40) * _MINUTES
                plan.events[-1] = replace(case, uses=(Use(sleeps, somebody.imei),))
    return plan


def pupils(chance: Random, days: int) -> Plan:
    """T5: the pupils of one school, a few a day, for a present."""
    plan, one, other = _shop(chance, days, "FJ-PUPI-26")
    plan.events = [each for each in plan.events if chance.random() < 0.5]
    people = Citizens(chance)
    for day in range(_BEGINS, days):
        for place in range(16):
            somebody = people.somebody(ages=(16, 18), numbers=0)
            uses = uses_of(chance, somebody, one.outlet_code)
            desk = (one, other)[place % 2]
            _open(plan, (day, 60 + 33 * place), desk, somebody, uses=uses)
    return plan


DISHONEST: dict[str, Month] = {
    "lent work id": lent_work_id,
    "by night": by_night,
    "36 in a minute": a_minutes_worth,
    "paid heads": paid_heads,
    "one read, several cards": one_read_several_cards,
    "one frame, many faces": one_frame,
    "another shop's wall": another_shops_wall,
    "moved computer": moved_computer,
    "silent cards": silent_cards,
    "one telephone": one_telephone,
    "to the limit": to_the_limit,
    "lost SIMs": lost_sims,
    "drip": drip,
    "riding along": riding_along,
    "woken together": woken_together,
    "pupils": pupils,
}
"""Each by what the abuse is called here."""
