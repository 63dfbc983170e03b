"""What the store that forgets keeps for other counters."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from pos_client.application.storage import Due
from pos_client.application.trouble import StoreDamaged
from pos_client.domain.outcome import Receipt
from pos_client.domain.registration import OutboxRow, OutboxState
from pos_client.protocol.bundle import SealedRecord

__all__ = ["Forwarded"]


@dataclass
class Forwarded:
    """Envelopes of other counters, in the order in which they were taken in."""

    _rows: dict[UUID, OutboxRow] = field(default_factory=dict)
    _sealed: dict[UUID, SealedRecord] = field(default_factory=dict)
    _gone: set[UUID] = field(default_factory=set)

    def take_in(self, records: Sequence[SealedRecord]) -> int:
        before = len(self._rows)
        for record in records:
            if record.id not in self._rows:
                self._sealed[record.id] = record
                self._rows[record.id] = _row_of(record, len(self._rows) + 1)
        return len(self._rows) - before

    def in_state(self, state: OutboxState) -> list[OutboxRow]:
        return [row for row in self._rows.values() if row.state is state]

    def claim(self, now: datetime, beside: UUID | None, most_attempts: int | None) -> Due | None:
        for row in self.in_state(OutboxState.PENDING):
            is_later = row.next_try_at is not None and row.next_try_at > now
            is_tired = most_attempts is not None and row.attempts > most_attempts
            if row.id == beside or is_later or is_tired:
                continue
            due = self.sealed(row.id)
            if due is not None:
                return due
            self.quarantine(row.id, StoreDamaged.code)
        return None

    def sealed(self, registration_id: UUID) -> Due | None:
        record, row = self._sealed.get(registration_id), self._rows.get(registration_id)
        if record is None or row is None or registration_id in self._gone:
            return None
        if hashlib.sha256(record.envelope).digest() != record.envelope_sha256:
            return None
        sha256 = record.envelope_sha256
        return Due(row.id, row.sequence, record.envelope, sha256, row.attempts)

    def settle(self, registration_id: UUID, receipt: Receipt, now: datetime) -> None:
        row, record = self._rows[registration_id], self._sealed[registration_id]
        answered = (receipt.registration_id, receipt.body_sha256)
        if answered != (registration_id, record.envelope_sha256):
            raise ValueError("this receipt answers for something else")
        if row.outcome is not None and row.outcome.is_final:
            return
        self._rows[registration_id] = replace(
            row,
            state=OutboxState.SETTLED,
            outcome=receipt.outcome,
            code=receipt.code,
            settled_at=now,
            next_try_at=None,
            reason="",
        )

    def postpone(self, registration_id: UUID, until: datetime, reason: str) -> None:
        if row := self._pending(registration_id):
            self._rows[row.id] = replace(
                row, attempts=row.attempts + 1, next_try_at=until, reason=reason
            )

    def quarantine(self, registration_id: UUID, reason: str) -> None:
        if row := self._pending(registration_id):
            self._rows[row.id] = replace(
                row, state=OutboxState.QUARANTINED, next_try_at=None, reason=reason
            )

    def release(self, registration_id: UUID) -> None:
        row = self._rows.get(registration_id)
        if row is not None and row.state is OutboxState.QUARANTINED:
            row = replace(row, state=OutboxState.PENDING, reason="")
        if row is not None and row.state is OutboxState.PENDING:
            self._rows[row.id] = replace(row, next_try_at=None)

    def make_all_due(self) -> None:
        for row in self.in_state(OutboxState.PENDING):
            self._rows[row.id] = replace(row, next_try_at=None)

    def page(
        self, states: Sequence[OutboxState], below: int | None, above: int | None, limit: int
    ) -> Sequence[OutboxRow]:
        rows = [
            row
            for row in self._rows.values()
            if row.state in states
            and (below is None or row.sequence < below)
            and (above is None or row.sequence > above)
        ]
        wanted = rows[:limit] if above is not None else rows[max(0, len(rows) - limit) :]
        return tuple(reversed(wanted))

    def row(self, registration_id: UUID) -> OutboxRow | None:
        return self._rows.get(registration_id)

    def shred(self, now: datetime) -> int:
        old = {
            row.id
            for row in self._rows.values()
            if row.settled_at is not None and now - row.settled_at >= timedelta(days=7)
        }
        touched = len(old - self._gone)
        self._gone |= old
        return touched

    def forget(self, before: datetime) -> int:
        """Let go of rows that were settled long ago."""
        old = [
            row.id
            for row in self._rows.values()
            if row.settled_at is not None and row.settled_at <= before
        ]
        for id_ in old:
            del self._rows[id_]
        return len(old)

    def _pending(self, registration_id: UUID) -> OutboxRow | None:
        row = self._rows.get(registration_id)
        return row if row is not None and row.state is OutboxState.PENDING else None


def _row_of(record: SealedRecord, position: int) -> OutboxRow:
    return OutboxRow(
        id=record.id,
        sequence=position,
        state=OutboxState.PENDING,
        flow="",
        is_offline=True,
        clerk_number="",
        masked_name="",
        masked_id_number="",
        masked_phone_number="",
        created_at=record.created_at,
        attempts=0,
        next_try_at=None,
        reason="",
        outcome=None,
        code="",
        settled_at=None,
        captured_by=record.device_id,
    )
