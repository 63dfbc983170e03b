"""Plays a month against the gateway's rules, and says what was noticed and after how many cards."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from pos_client.domain.guards import OPENING_FLOWS
from pos_client.sandbox.controls import Control
from tests.months.dishonest import DISHONEST
from tests.months.honest import HONEST, Month
from tests.months.plans import Case, Counting, Plan, Use
from tests.months.world import ACCEPTED, World, phone_number

__all__ = ["MonthResult", "month_named", "play_month"]

_Queue = list[tuple[datetime, int, Case | Counting | tuple[str, Use]]]


@dataclass(slots=True)
class MonthResult:
    """What became of one month.

    Attributes:
        registrations: all that came, and `dishonest` of them.
        alarms: what people were told to look at, by code.
        stopped: how many did not take effect, reviewed or refused, by code.
        honest_reviewed: how many honest ones were looked at.
        cards: dishonest cards that were given out before anything was noticed; None while
            nothing was.
        noticed: by what it was noticed first, and `noticed_on` which day of the month, from 1.
        got_through: dishonest cards that were given out all month, with nobody frozen.
    """

    name: str
    registrations: int = 0
    dishonest: int = 0
    alarms: Counter[str] = field(default_factory=Counter)
    stopped: Counter[str] = field(default_factory=Counter)
    honest_reviewed: int = 0
    cards: int | None = None
    noticed: str = ""
    noticed_on: int = 0
    got_through: int = 0

    @property
    def is_caught(self) -> bool:
        return self.cards is not None

    @property
    def alarms_per_500(self) -> float:
        """Alarms for each 500 registrations."""
        return 500 * sum(self.alarms.values()) / max(1, self.registrations)

    @property
    def figures(self) -> dict[str, object]:
        return {
            "month": self.name,
            "registrations": self.registrations,
            "dishonest": self.dishonest,
            "alarms": dict(self.alarms),
            "alarms_per_500": round(self.alarms_per_500, 2),
            "honest_reviewed": self.honest_reviewed,
            "stopped": dict(self.stopped),
            "caught_after_cards": self.cards,
            "noticed_by": self.noticed,
            "noticed_on_day": self.noticed_on,
            "got_through": self.got_through,
        }


def month_named(name: str) -> Month:
    """Raises KeyError for a month that there is not."""
    return (HONEST | DISHONEST)[name]


def play_month(
    name: str,
    seed: int,
    days: int = 30,
    off: Iterable[Control] = (),
    *,
    stops_when_caught: bool = False,
) -> MonthResult:
    """Play one month; the same seed plays the same one."""
    plan = month_named(name)(Random(f"{seed}/{name}"), days)
    plan.make_room()
    with TemporaryDirectory() as folder, World(Path(folder), plan, off) as world:
        return _Playing(name, world, plan).run(stops_when_caught=stops_when_caught)


class _Playing:
    def __init__(self, name: str, world: World, plan: Plan) -> None:
        self._world = world
        self._queue: _Queue = [(each.at, place, each) for place, each in enumerate(plan.events)]
        heapq.heapify(self._queue)
        self._begins = self._queue[0][0]
        self._told = 0
        self._counted = len(plan.events)
        self._result = MonthResult(name)

    def run(self, *, stops_when_caught: bool) -> MonthResult:
        result = self._result
        while self._queue and not (stops_when_caught and result.is_caught):
            at, number, event = heapq.heappop(self._queue)
            if isinstance(event, Case):
                self._register(event, number)
            elif isinstance(event, Counting):
                self._count(event)
            else:
                self._world.use(event[0], event[1], at)
        result.alarms = Counter(self._world.alarms())
        return result

    def _count(self, counting: Counting) -> None:
        """What is booked as lost and goes somewhere else is a card that was given out."""
        self._world.count(counting)
        if counting.is_dishonest and not self._result.is_caught:
            self._result.dishonest += counting.lost
            self._result.got_through += counting.lost

    def _register(self, case: Case, number: int) -> None:
        result = self._result
        result.registrations += 1
        result.dishonest += case.is_dishonest
        code = self._world.register(case, number)
        if code != ACCEPTED:
            result.stopped[code] += 1
            result.honest_reviewed += not case.is_dishonest
        told_before, self._told = self._told, self._world.alarm_count
        is_told = self._told > told_before
        is_stopped = case.is_dishonest and code != ACCEPTED
        if (is_told or is_stopped) and not result.is_caught and result.dishonest:
            result.cards = result.got_through
            result.noticed = self._world.alarms()[told_before] if is_told else code
            result.noticed_on = (case.at - self._begins).days + 1
        if code != ACCEPTED:
            return
        result.got_through += case.is_dishonest
        if case.flow in OPENING_FLOWS:
            for use in case.uses:
                self._counted += 1
                told = (phone_number(number), use)
                heapq.heappush(self._queue, (case.at + case.took + use.after, self._counted, told))
