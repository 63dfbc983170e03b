"""What a carrier would begin with: figures for counters that people work, not machines.

The sandbox has none of them in force unless it is told so (`sandbox serve --guards`): a demo and
most tests are worked at a machine's pace. docs/guards.md says what each was measured by.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time, timedelta

from pos_client.domain.guards import (
    OPENING_FLOWS,
    Ages,
    Background,
    Burst,
    Counted,
    Drip,
    Group,
    GuardRule,
    GuardRules,
    Handset,
    Noes,
    Overlap,
    RideAlong,
    SecondNumbers,
    Silent,
    SimLosses,
    Woken,
)
from pos_client.domain.outlet import OutletKind
from pos_client.sandbox.velocity_rules import Limit, Pace, Subject, VelocityRules

__all__ = ["usual_guards", "usual_velocity"]

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_DESK = ("re_registration",)
_STRANGERS = {OutletKind.OWN_HALL: 16}
"""By what a hall of six counters gets through; an agent has one or two."""
_FEW_STRANGERS = 6
_FREEZING = (GuardRule.BURST, GuardRule.OVERLAP, GuardRule.BACKGROUND, GuardRule.SILENT)


def _bursts(kind: OutletKind) -> tuple[Burst, ...]:
    """A number takes a clerk ten minutes, a re-registration one or two."""
    half, a_day = timedelta(minutes=30), 70 if kind is OutletKind.OWN_HALL else 45
    return (
        Burst(Counted.CLERK, 4, 10 * _MINUTE, half, OPENING_FLOWS, refused_above=9),
        Burst(Counted.CLERK, a_day, _DAY, half, OPENING_FLOWS, refused_above=a_day + 20),
        Burst(Counted.CLERK, 12, 10 * _MINUTE, half, _DESK, refused_above=20),
        Burst(Counted.DEVICE, 4, _MINUTE, half, refused_above=6),
        Burst(Counted.PERSON, 2, _DAY, _DAY, OPENING_FLOWS),
    )


def _rules_at(kind: OutletKind) -> GuardRules:
    is_hall, is_afield = kind is OutletKind.OWN_HALL, kind is OutletKind.FIELD
    week, month = 7 * _DAY, 30 * _DAY
    return GuardRules(
        bursts=_bursts(kind),
        overlap=Overlap(longest=_HOUR, rests=week),
        group=Group(_STRANGERS.get(kind, _FEW_STRANGERS), 20 * _MINUTE),
        noes=Noes(person_rests=_DAY, most=3, within=_DAY, rests=_HOUR),
        # Whoever works in the field has another wall every day.
        background=None
        if is_afield
        else Background(seen=3, usual=20, in_a_row=6, frozen=0.6, within=month, rests=month),
        second_numbers=SecondNumbers(from_nth=3, share=0.2, least=40, within=week, rests=week),
        # A hall near a school has its pupils in one week of the year.
        ages=None if is_hall else Ages(span_years=4, share=0.4, least=30, within=week, rests=week),
        ride_along=RideAlong(persons=5, share=0.1, soon=_HOUR, within=week, rests=week),
        drip=Drip(near=0.8, days=4, within=2 * week, rests=week),
        silent=Silent(after=week, share=0.25, least=30, within=month, rests=month),
        handset=Handset(persons=3, stays=_DAY, within=month, rests=week),
        woken=Woken(numbers=6, slept=week, together=_HOUR, within=week, rests=week),
        stock=SimLosses(lacking=3, spoiled=0.05, least=6, within=week, rests=week),
        freezing=_FREEZING,
    )


def usual_guards() -> Mapping[OutletKind, GuardRules]:
    """A carrier's rules, by kind of outlet."""
    return {kind: _rules_at(kind) for kind in OutletKind}


def usual_velocity() -> VelocityRules:
    """The same for pace, hours and places."""
    person, desk = Pace(impossible=timedelta(seconds=20)), Pace(timedelta())
    shops = (time(8), time(21))
    return VelocityRules(
        limits=(Limit(Subject.PERSON, 10, _DAY), Limit(Subject.OUTLET, 120, _HOUR)),
        paces={"new_number": person, "re_registration": desk},
        hours={OutletKind.OWN_HALL: shops, OutletKind.AGENT: shops, OutletKind.FIELD: shops},
        devices_apart=timedelta(seconds=90),
        outlets_apart=timedelta(minutes=30),
    )
