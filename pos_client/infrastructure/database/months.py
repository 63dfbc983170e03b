"""A month out of a long history: its days from the totals, its registrations by their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, func, select

from pos_client.application.months import SavedLine
from pos_client.application.trouble import StoreDamaged
from pos_client.domain.day_figures import ClerkFigures, Figures
from pos_client.domain.outcome import Outcome
from pos_client.domain.oversight import DayFigures
from pos_client.infrastructure.database.connection import Database
from pos_client.infrastructure.database.tables import outbox, shift_totals

__all__ = ["SqlMonths"]

_NAMES = tuple(each.name for each in fields(Figures))
_SUMS = tuple(func.sum(shift_totals.c[name]) for name in _NAMES)
# The day is the first part of the table's key: a walk of the days that are asked for.
_BETWEEN = shift_totals.c.day.between(bindparam("first"), bindparam("last"))
_BY_DAY = (
    select(shift_totals.c.day, *_SUMS)
    .where(_BETWEEN)
    .group_by(shift_totals.c.day)
    .order_by(shift_totals.c.day)
)
_BY_CLERK = (
    select(shift_totals.c.clerk_number, *_SUMS)
    .where(_BETWEEN)
    .group_by(shift_totals.c.clerk_number)
    .order_by(shift_totals.c.clerk_number)
)
_HIGHEST = select(func.coalesce(func.max(outbox.c.sequence), 0))
_SAVED_AT = (
    select(outbox.c.sequence, outbox.c.created_at)
    .where(outbox.c.sequence <= bindparam("sequence"))
    .order_by(outbox.c.sequence.desc())
    .limit(1)
)
_SLICE = (
    select(
        outbox.c.sequence,
        outbox.c.created_at,
        outbox.c.flow,
        outbox.c.is_offline,
        outbox.c.outcome,
        outbox.c.code,
    )
    .where(outbox.c.sequence <= bindparam("up_to"))
    .order_by(outbox.c.sequence.desc())
    .limit(bindparam("at_most"))
)


class SqlMonths:
    """Implements `Months`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def days(self, first: date, last: date) -> Sequence[DayFigures]:
        asked = {"first": first.isoformat(), "last": last.isoformat()}
        found = self._database.read(lambda link: link.execute(_BY_DAY, asked).all())
        return tuple(
            DayFigures(date.fromisoformat(day), Figures(*counted)) for day, *counted in found
        )

    def clerks(self, first: date, last: date) -> Sequence[ClerkFigures]:
        asked = {"first": first.isoformat(), "last": last.isoformat()}
        found = self._database.read(lambda link: link.execute(_BY_CLERK, asked).all())
        return tuple(ClerkFigures(clerk, Figures(*counted)) for clerk, *counted in found)

    def newest_before(self, moment: datetime) -> int:
        return self._database.read(lambda link: _newest_before(link, moment))

    def slice(self, up_to: int, limit: int) -> Sequence[SavedLine]:
        asked = {"up_to": up_to, "at_most": limit}
        found = self._database.read(lambda link: link.execute(_SLICE, asked).all())
        try:
            return tuple(
                SavedLine(
                    sequence,
                    created_at,
                    flow,
                    is_offline,
                    None if outcome is None else Outcome(outcome),
                    code,
                )
                for sequence, created_at, flow, is_offline, outcome, code in found
            )
        except (ValueError, TypeError, OverflowError):
            raise StoreDamaged(table="outbox") from None


def _newest_before(link: Connection, moment: datetime) -> int:
    """Halve what is left again and again: twenty looks at a million."""
    low, high = 0, link.execute(_HIGHEST).scalar_one()
    while low < high:
        middle = (low + high + 1) // 2
        row = link.execute(_SAVED_AT, {"sequence": middle}).one_or_none()
        if row is None or row.created_at < moment:  # nothing is left so far down
            low = middle
        else:
            high = min(row.sequence, middle) - 1
    return int(low)
