"""The reconciliation of each day: run once by the gateway's own clock, kept by its date."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from pos_client.domain.local_day import local_day
from pos_client.sandbox.back_office import run_reconciliation
from pos_client.sandbox.back_office_tables import reconciliation_days, reconciliation_findings
from pos_client.sandbox.devices import Clock
from pos_client.sandbox.policy import SandboxPolicy

__all__ = ["DailyReconciliation"]

_DAYS, _BOOK = reconciliation_days, reconciliation_findings
_MOST_DAYS = 90


class DailyReconciliation:
    """Runs inside the caller's transaction."""

    def __init__(self, connection: Connection, clock: Clock, policy: SandboxPolicy) -> None:
        self._connection = connection
        self._clock = clock
        self._sim_is_handed_over = policy.sim_is_handed_over

    def run_if_due(self) -> bool:
        """Hold the books to each other, if nobody has on this day of China's calendar.

        A clock that was set back runs nothing again.

        Returns:
            Whether it was due.
        """
        now = self._clock()
        last = self._connection.scalar(select(func.max(_DAYS.c.day)))
        if last is not None and last >= local_day(now):
            return False
        handed_over = self._sim_is_handed_over
        run_reconciliation(self._connection, now, sim_is_handed_over=handed_over)
        return True

    def days(self) -> list[dict[str, Any]]:
        """When it was run, and what came of it: the newest first, ninety at most."""
        rows = self._connection.execute(
            select(_DAYS).order_by(_DAYS.c.day.desc()).limit(_MOST_DAYS)
        )
        return [
            {
                "day": row.day.isoformat(),
                "at": row.at.isoformat(),
                "found": row.found,
                "opened": row.opened,
                "ended": row.ended,
            }
            for row in rows
        ]

    def findings_on(self, day: date) -> list[dict[str, Any]]:
        """What was open at the end of a day; numbers and SIMs, and no person."""
        was_open = or_(_BOOK.c.closed_on.is_(None), _BOOK.c.closed_on > day)
        rows = self._connection.execute(
            select(_BOOK)
            .where(_BOOK.c.found_on <= day, was_open)
            .order_by(_BOOK.c.found_on, _BOOK.c.code, _BOOK.c.subject)
        )
        return [_plain(row) for row in rows]


def _plain(row: Row[tuple[Any, ...]]) -> dict[str, Any]:
    return {
        "code": row.code,
        "subject": row.subject,
        "outlet_code": row.outlet_code,
        "clerk_number": row.clerk_number,
        "device_id": row.device_id,
        "registration_id": row.registration_id,
        "owner": row.owner,
        "found_on": row.found_on.isoformat(),
        "closed_on": row.closed_on.isoformat() if row.closed_on is not None else None,
    }
