"""The confirmed second copies of a store in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from pos_client.application.copies import Copy, KeptCopy
from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import OutboxRow, OutboxState, SealedRegistration

__all__ = ["InMemoryCopies"]

Kept = tuple[OutboxRow, SealedRegistration, bytes | None]


@dataclass
class InMemoryCopies:
    """Implements `Copies`; `kept` gives every row of its store, in their order."""

    kept: Callable[[], Iterable[Kept]]
    _confirmed: set[UUID] = field(default_factory=set)

    def missing(self, limit: int) -> Sequence[Copy]:
        rows = {row.id: row for row, _, _ in self.kept()}
        found = []
        for row, sealed, envelope in self._lacking():
            if envelope is None or hashlib.sha256(envelope).digest() != sealed.envelope_sha256:
                continue
            before = rows.get(sealed.predecessor_id) if sealed.predecessor_id else None
            is_held = before is not None and (
                before.state is not OutboxState.SETTLED or before.outcome is Outcome.REJECTED
            )
            predecessor_id = sealed.predecessor_id if is_held else None
            found.append(
                Copy(row.id, row.sequence, envelope, sealed.envelope_sha256, predecessor_id)
            )
        return tuple(found[:limit])

    def missing_count(self) -> int:
        return len(self._lacking())

    def note(self, ids: Sequence[UUID], now: datetime) -> None:  # noqa: ARG002 - the port's
        self._confirmed |= set(ids) & {row.id for row, _, _ in self.kept()}

    def forget(self, ids: Sequence[UUID]) -> None:
        self._confirmed -= set(ids)

    def confirmed(self, above_sequence: int, limit: int) -> Sequence[KeptCopy]:
        found = [
            KeptCopy(row.id, row.sequence, sealed.envelope_sha256)
            for row, sealed, _ in self.kept()
            if row.id in self._confirmed and row.sequence > above_sequence
        ]
        return tuple(found[:limit])

    def settled(self, limit: int) -> Sequence[UUID]:
        holding = {
            sealed.predecessor_id
            for row, sealed, _ in self.kept()
            if row.state is not OutboxState.SETTLED
        }
        found = [
            row.id
            for row, _, _ in self.kept()
            if row.id in self._confirmed
            and row.state is OutboxState.SETTLED
            and not (row.outcome is Outcome.REJECTED and row.id in holding)
        ]
        return tuple(found[:limit])

    def _lacking(self) -> list[Kept]:
        return [
            each
            for each in self.kept()
            if each[0].state is not OutboxState.SETTLED and each[0].id not in self._confirmed
        ]
