"""The back office of the sandbox: reconciliation that remembers, and who had what extracted."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from pos_client.domain.local_day import local_day
from pos_client.sandbox.back_office_tables import (
    extract_accesses,
    reconciliation_days,
    reconciliation_findings,
)
from pos_client.sandbox.reconciliation import Finding, reconcile

__all__ = ["accesses", "keep_findings", "note_access", "run_reconciliation"]

_BOOK = reconciliation_findings


def keep_findings(
    connection: Connection, found: Sequence[Finding], now: datetime
) -> tuple[Finding, ...]:
    """Enter today's findings; those of before keep their first date, those that are gone end.

    Returns:
        The open ones, each with the day on which it was found first.
    """
    today = local_day(now)
    known = {
        (row.code, row.subject): row
        for row in connection.execute(select(_BOOK).where(_BOOK.c.closed_on.is_(None)))
    }
    kept = []
    for each in found:
        before = known.pop((each.code, each.subject), None)
        if before is not None:
            seen = update(_BOOK).where(_BOOK.c.id == before.id).values(seen_on=today)
            connection.execute(seen)
            kept.append(_since(each, before.found_on))
            continue
        connection.execute(
            insert(_BOOK).values(
                code=each.code,
                subject=each.subject,
                outlet_code=each.outlet_code,
                clerk_number=each.clerk_number,
                device_id=each.device_id,
                registration_id=each.registration_id,
                owner=each.owner,
                found_on=today,
                seen_on=today,
            )
        )
        kept.append(_since(each, today))
    for gone in known.values():
        connection.execute(update(_BOOK).where(_BOOK.c.id == gone.id).values(closed_on=today))
    return tuple(kept)


def run_reconciliation(
    connection: Connection, now: datetime, *, sim_is_handed_over: bool
) -> tuple[Finding, ...]:
    """Hold the books to each other, and keep what does not agree under this day.

    Returns:
        What is open, each with the day on which it was found first.
    """
    today = local_day(now)
    found = reconcile(connection, now, sim_is_handed_over=sim_is_handed_over)
    kept = keep_findings(connection, found, now)
    ended = select(func.count()).select_from(_BOOK).where(_BOOK.c.closed_on == today)
    came_to = {
        "at": now,
        "found": len(kept),
        "opened": sum(each.found_on == today for each in kept),
        "ended": connection.scalar(ended) or 0,
    }
    connection.execute(
        upsert(reconciliation_days)
        .values(day=today, **came_to)
        .on_conflict_do_update(["day"], set_=came_to)
    )
    return kept


def note_access(
    connection: Connection, who: str, what: str, rows: int, content: bytes, now: datetime
) -> None:
    """Keep who had something written out, and the hash of it; in the caller's transaction."""
    connection.execute(
        insert(extract_accesses).values(
            at=now, who=who, what=what, rows=rows, sha256=hashlib.sha256(content).digest()
        )
    )


def accesses(connection: Connection) -> list[dict[str, str | int]]:
    """Whoever had something written out, oldest first."""
    rows = connection.execute(select(extract_accesses).order_by(extract_accesses.c.id))
    return [
        {
            "at": row.at.isoformat(),
            "who": row.who,
            "what": row.what,
            "rows": row.rows,
            "sha256": row.sha256.hex(),
        }
        for row in rows
    ]


def _since(finding: Finding, day: date) -> Finding:
    return replace(finding, found_on=day)
