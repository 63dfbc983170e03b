"""Guards against bulk opening and card nurturing (批量开卡、养卡): rules as data, each its figures.

Nothing here decides anything. The carrier's gateway goes by all of it; a counter is told the part
that it can count itself, in its signed configuration, and says a sentence before the gateway acts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import timedelta
from enum import StrEnum

from pos_client.domain.flows import FLOWS
from pos_client.domain.verdict import Check

__all__ = [
    "OPENING_FLOWS",
    "Ages",
    "Background",
    "Burst",
    "Counted",
    "CounterGuards",
    "Drip",
    "Group",
    "GuardRule",
    "GuardRules",
    "Handset",
    "Noes",
    "Overlap",
    "RideAlong",
    "SecondNumbers",
    "Silent",
    "SimLosses",
    "Woken",
]

OPENING_FLOWS = tuple(
    name
    for name, flow in FLOWS.items()
    if Check.QUOTA in flow.checks_of(flow.lead) and not flow.is_of_order
)
"""The flows by which a person has one number more. A unit's order has a limit of its own."""


class GuardRule(StrEnum):
    """What was noticed. The words for each stand in `ui/i18n` and in docs/guards.md."""

    BURST = "BURST"
    OVERLAP = "OVERLAP"
    GROUP = "GROUP"
    NOES = "NOES"
    BACKGROUND = "BACKGROUND"
    SECOND_NUMBERS = "SECOND_NUMBERS"
    AGES = "AGES"
    RIDE_ALONG = "RIDE_ALONG"
    DRIP = "DRIP"
    SILENT = "SILENT"
    HANDSET = "HANDSET"
    WOKEN = "WOKEN"
    STOCK = "STOCK"


class Counted(StrEnum):
    """Whose cases are counted together, and who rests after a finding."""

    CLERK = "CLERK"
    DEVICE = "DEVICE"
    OUTLET = "OUTLET"
    PERSON = "PERSON"


@dataclass(frozen=True, slots=True)
class Burst:
    """So many cases of one subject within a stretch of time, by the times of their reads.

    Attributes:
        most: one more is reviewed, and so is everything of the subject while it `rests` (冷静期).
        flows: which ones count and are held to it; empty means all.
        refused_above: from the next one on they are refused; None for never.
    """

    counted: Counted
    most: int
    within: timedelta
    rests: timedelta
    flows: tuple[str, ...] = ()
    refused_above: int | None = None

    def holds(self, flow: str) -> bool:
        """Whether cases of this flow count."""
        return flow in self.flows if self.flows else True


@dataclass(frozen=True, slots=True)
class Overlap:
    """A work id that serves two customers at once, at two counters: somebody has lent it.

    Attributes:
        longest: how long a case may take, from its read to its seal.
    """

    longest: timedelta
    rests: timedelta


@dataclass(frozen=True, slots=True)
class Group:
    """Strangers who come together: different persons of different households, each for a number.

    Attributes:
        strangers: from this one on they are reviewed.
    """

    strangers: int
    within: timedelta


@dataclass(frozen=True, slots=True)
class Noes:
    """What follows when a reviewer has said no.

    Attributes:
        person_rests: how long the person is reviewed wherever they come.
        most, within: so many noes about the cases of one work id, and it rests as well.
    """

    person_rests: timedelta
    most: int
    within: timedelta
    rests: timedelta


@dataclass(frozen=True, slots=True)
class Background:
    """The wall behind the customers of a counter with a fixed camera.

    Attributes:
        seen: so many photos make a place known.
        usual: so many make it the usual one of a device.
        in_a_row: so many of a device elsewhere than at its usual places say that it was moved.
        frozen: the share of blocks equal to the pixel with another person's photo, from which on
            both are one picture with another face in it.
        within: how long a place is remembered.
    """

    seen: int
    usual: int
    in_a_row: int
    frozen: float
    within: timedelta
    rests: timedelta


@dataclass(frozen=True, slots=True)
class SecondNumbers:
    """Too many people who get a further number at one work id.

    Attributes:
        from_nth: as which number of its person one counts.
        least: below so many cases nothing is said.
    """

    from_nth: int
    share: float
    least: int
    within: timedelta
    rests: timedelta


@dataclass(frozen=True, slots=True)
class Ages:
    """Too many customers of one age, such as the pupils of one school.

    Attributes:
        span_years: how wide the band is that slides over all ages.
    """

    span_years: int
    share: float
    least: int
    within: timedelta
    rests: timedelta


@dataclass(frozen=True, slots=True)
class RideAlong:
    """People who come to be registered anew, and leave with one number more.

    Attributes:
        soon: how soon after the other one.
        share: of all who are registered anew there.
    """

    persons: int
    share: float
    soon: timedelta
    within: timedelta
    rests: timedelta


@dataclass(frozen=True, slots=True)
class Drip:
    """Just under a daily limit, day after day.

    Attributes:
        near: the share of what a day allows that is near it.
        days: so many such days `within`.
    """

    near: float
    days: int
    within: timedelta
    rests: timedelta


@dataclass(frozen=True, slots=True)
class Silent:
    """Numbers without any use since they were accepted (沉默卡).

    Attributes:
        after: how long one may lie unused.
        share, least: of the numbers of one work id, old enough to be looked at.
    """

    after: timedelta
    share: float
    least: int
    within: timedelta
    rests: timedelta


@dataclass(frozen=True, slots=True)
class Handset:
    """Numbers of several people in one telephone (同机).

    Attributes:
        stays: what was in it for less is a SIM that somebody has tried.
    """

    persons: int
    stays: timedelta
    within: timedelta
    rests: timedelta


@dataclass(frozen=True, slots=True)
class Woken:
    """Numbers that have slept and are first used together: stock that was opened before (囤卡).

    Attributes:
        slept: how long each lay unused.
        together: within which time they are first used.
    """

    numbers: int
    slept: timedelta
    together: timedelta
    within: timedelta
    rests: timedelta


@dataclass(frozen=True, slots=True)
class SimLosses:
    """Blank SIMs that are gone: issued − used − spoiled does not lie in the drawer.

    Attributes:
        lacking: so many in the counts `within`.
        spoiled, least: the share of what left the drawer that was booked as spoiled or missing.
        reconciles: whether the book of registrations is compared as well.
    """

    lacking: int
    spoiled: float
    least: int
    within: timedelta
    rests: timedelta
    reconciles: bool = True


@dataclass(frozen=True, slots=True)
class GuardRules:
    """The rules in force at an outlet. One that is None is not asked there.

    Attributes:
        freezing: whose gravest findings freeze the work id behind them, until two people of the
            carrier's let it go.
    """

    bursts: tuple[Burst, ...] = ()
    overlap: Overlap | None = None
    group: Group | None = None
    noes: Noes | None = None
    background: Background | None = None
    second_numbers: SecondNumbers | None = None
    ages: Ages | None = None
    ride_along: RideAlong | None = None
    drip: Drip | None = None
    silent: Silent | None = None
    handset: Handset | None = None
    woken: Woken | None = None
    stock: SimLosses | None = None
    freezing: tuple[GuardRule, ...] = ()

    @property
    def for_counter(self) -> CounterGuards:
        """What of it a counter can count itself."""
        own = (Counted.CLERK, Counted.DEVICE)
        bursts = tuple(each for each in self.bursts if each.counted in own)
        return CounterGuards(bursts, self.group, freezing=self.freezing)

    @property
    def are_empty(self) -> bool:
        """Whether nothing is asked at all."""
        return not any(getattr(self, each.name) for each in fields(self))

    def bursts_of(self, flow: str) -> Iterator[Burst]:
        """Those that a case of this flow counts for."""
        return (each for each in self.bursts if each.holds(flow))


@dataclass(frozen=True, slots=True)
class CounterGuards:
    """What a counter is told: the rules that it can count, and what the carrier has noticed.

    Attributes:
        noted: by which rules something is open about this outlet, as far as outlets are told.
        freezing: whose gravest findings freeze a work id.
    """

    bursts: tuple[Burst, ...] = ()
    group: Group | None = None
    noted: tuple[GuardRule, ...] = ()
    freezing: tuple[GuardRule, ...] = ()
