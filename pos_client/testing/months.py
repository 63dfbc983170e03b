"""Months of the store that forgets when the program ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from pos_client.application.months import SavedLine
from pos_client.domain.day_figures import ClerkFigures, Figures
from pos_client.domain.outcome import Outcome
from pos_client.domain.oversight import DayFigures
from pos_client.domain.registration import SealedRegistration

__all__ = ["InMemoryMonths"]

_Key = tuple[date, int, str]
_T = TypeVar("_T", date, str)


@dataclass(slots=True)
class InMemoryMonths:
    """Implements `Months` over the totals of `InMemoryDays`, and what it was told was saved."""

    totals: Mapping[_Key, Figures]
    _lines: dict[int, SavedLine] = field(default_factory=dict)

    def days(self, first: date, last: date) -> Sequence[DayFigures]:
        found = self._summed(lambda key: key[0], first, last)
        return tuple(DayFigures(day, found[day]) for day in sorted(found))

    def clerks(self, first: date, last: date) -> Sequence[ClerkFigures]:
        found = self._summed(lambda key: key[2], first, last)
        return tuple(ClerkFigures(clerk, found[clerk]) for clerk in sorted(found))

    def newest_before(self, moment: datetime) -> int:
        before = (n for n, line in self._lines.items() if line.created_at < moment)
        return max(before, default=0)

    def slice(self, up_to: int, limit: int) -> Sequence[SavedLine]:
        found = sorted((n for n in self._lines if n <= up_to), reverse=True)
        return tuple(self._lines[n] for n in found[:limit])

    def note(
        self, sealed: SealedRegistration, outcome: Outcome | None = None, code: str = ""
    ) -> None:
        """A registration was saved, or something was decided about it."""
        self._lines[sealed.sequence] = SavedLine(
            sealed.sequence, sealed.created_at, sealed.flow, sealed.is_offline, outcome, code
        )

    def _summed(self, of: Callable[[_Key], _T], first: date, last: date) -> dict[_T, Figures]:
        found: dict[_T, Figures] = {}
        for key, figures in self.totals.items():
            if first <= key[0] <= last:
                found[of(key)] = found.get(of(key), Figures()) + figures
        return found
