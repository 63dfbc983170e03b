"""What a store in memory lets go of, and when, as the real one does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Protocol

from pos_client.domain.audit import AuditEntry
from pos_client.domain.local_day import local_day
from pos_client.domain.registration import OutboxRow, OutboxState

__all__ = ["RECORD_KEPT", "forgotten_rows", "shred", "without_old_entries"]

RECORD_KEPT = timedelta(days=731)


class _Kept(Protocol):
    row: OutboxRow
    envelope: bytes | None


def shred(kept: _Kept, now: datetime, signed_off_until: date | None) -> int:
    """Take an old envelope and old masks away; 0, 1 or 2, as many as that were."""
    at, outcome, touched = kept.row.settled_at, kept.row.outcome, 0
    if at is None or outcome is None:
        return 0
    if kept.envelope is not None and now - at >= timedelta(days=7):
        kept.envelope = None
        touched += 1
    is_signed_off = (
        signed_off_until is not None and local_day(kept.row.created_at) <= signed_off_until
    )
    days = 30 if is_signed_off else 90
    if outcome.is_final and kept.row.masked_id_number and now - at >= timedelta(days=days):
        kept.row = replace(kept.row, masked_name="", masked_id_number="", masked_phone_number="")
        touched += 1
    return touched


def forgotten_rows(rows: Iterable[OutboxRow], before: datetime) -> list[OutboxRow]:
    """The rows that may go: final, old, and not the newest of all."""
    known = list(rows)
    highest = max((row.sequence for row in known), default=0)
    return [
        row
        for row in known
        if row.state is OutboxState.SETTLED
        and row.outcome is not None
        and row.outcome.is_final
        and row.settled_at is not None
        and row.settled_at <= before
        and row.sequence != highest
    ]


def without_old_entries(
    entries: list[AuditEntry], countersigned: int, before: datetime
) -> list[AuditEntry]:
    """The chain from its newest old entry on, all that goes being countersigned."""
    old = 0
    for entry in entries:
        if entry.index >= countersigned or entry.event.at > before:
            break
        old += 1
    return entries[max(0, old - 1) :]
