"""A relay in memory, shared by counters of one process. `tests/contract` holds it to the word."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from pos_client.application.copies import Copy
from pos_client.application.relay import Leased, LeftOver, LeftReceipt, RelayCounts
from pos_client.application.relay_trouble import RelayAway, RelayTrouble
from pos_client.domain.outcome import Outcome, Receipt

__all__ = ["InMemoryRelay", "SharedEnvelopes"]

Key = tuple[str, UUID]


@dataclass
class _Row:
    outlet_code: str
    copy: Copy
    owner: str
    until: datetime
    attempts: int = 0
    refused: str = ""
    receipt: str | None = None
    copied_at: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    outcome: Outcome | None = None


@dataclass
class SharedEnvelopes:
    """The table that all counters of a shop share; set `trouble` to let every call fail."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    rows: dict[Key, _Row] = field(default_factory=dict)
    trouble: RelayTrouble | None = None
    loses_answer: bool = False


class InMemoryRelay:
    """Implements `Relay`."""

    def __init__(self, shared: SharedEnvelopes, device_id: str, outlet_code: str) -> None:
        self.shared = shared
        self._device_id = device_id
        self._outlet_code = outlet_code
        self._connections = 0
        self._is_open = False

    @property
    def connections(self) -> int:
        return self._connections

    def open(self) -> None:
        if self.shared.trouble is not None:
            self._is_open = False
            raise type(self.shared.trouble)(**self.shared.trouble.facts)
        if not self._is_open:
            self._is_open = True
            self._connections += 1

    def held(self, ids: Sequence[UUID]) -> Mapping[UUID, bytes]:
        self.open()
        own = {id_: self.shared.rows.get((self._device_id, id_)) for id_ in ids}
        return {id_: hashlib.sha256(row.copy.envelope).digest() for id_, row in own.items() if row}

    def put(self, copies: Sequence[Copy], lease: timedelta) -> None:
        self.open()
        until = self.shared.now() + lease
        for copy in copies:
            key = (self._device_id, copy.id)
            row = self.shared.rows.get(key)
            if row is None or hashlib.sha256(row.copy.envelope).digest() != copy.envelope_sha256:
                self.shared.rows[key] = _Row(self._outlet_code, copy, self._device_id, until)
        self._lose_answer()

    def keep_own(self, lease: timedelta) -> None:
        self.open()
        for (device_id, _), row in self.shared.rows.items():
            if device_id == self._device_id and row.receipt is None:
                row.owner, row.until = self._device_id, self.shared.now() + lease

    def claim(
        self, limit: int, lease: timedelta, most_attempts: int | None = None
    ) -> Sequence[Leased]:
        self.open()
        now = self.shared.now()
        found: list[Leased] = []
        for (device_id, id_), row in sorted(
            self.shared.rows.items(),
            key=lambda each: (each[1].until, each[1].copy.sequence, each[0]),
        ):
            if most_attempts is not None and row.attempts > most_attempts:
                continue
            is_free = row.receipt is None and not row.refused and row.until <= now
            is_ours = device_id == self._device_id or row.outlet_code != self._outlet_code
            if len(found) == limit or not is_free or is_ours or self._is_held(device_id, row):
                continue
            row.owner, row.until, row.attempts = self._device_id, now + lease, row.attempts + 1
            copy = row.copy
            found.append(
                Leased(
                    device_id,
                    id_,
                    copy.sequence,
                    copy.envelope,
                    copy.envelope_sha256,
                    row.attempts - 1,
                )
            )
        self._lose_answer()
        return tuple(sorted(found, key=lambda each: (each.sequence, each.device_id)))

    def _is_held(self, device_id: str, row: _Row) -> bool:
        if row.copy.predecessor_id is None:
            return False
        before = self.shared.rows.get((device_id, row.copy.predecessor_id))
        return before is None or before.outcome in (None, Outcome.REJECTED)

    def answer(self, leased: Leased, receipt: Receipt) -> None:
        self.open()
        row = self.shared.rows.get((leased.device_id, leased.id))
        if row is not None and row.receipt is None:
            row.receipt, row.outcome = receipt.token, receipt.outcome
        self._lose_answer()

    def let_go(self, leased: Leased, wait: timedelta, *, was_tried: bool = True) -> None:
        self.open()
        row = self.shared.rows.get((leased.device_id, leased.id))
        if row is not None and row.owner == self._device_id:
            row.owner, row.until = "", self.shared.now() + wait
            row.attempts -= not was_tried

    def refuse(self, leased: Leased, code: str) -> None:
        self.open()
        row = self.shared.rows.get((leased.device_id, leased.id))
        if row is not None and row.receipt is None:
            row.refused = code

    def receipts(self, above_sequence: int, limit: int) -> Sequence[LeftReceipt]:
        self.open()
        own = [
            LeftReceipt(id_, row.copy.sequence, row.receipt)
            for (device_id, id_), row in self.shared.rows.items()
            if device_id == self._device_id
            and row.receipt is not None
            and row.copy.sequence > above_sequence
        ]
        return tuple(sorted(own, key=lambda left: left.sequence)[:limit])

    def discard_receipt(self, registration_id: UUID, token: str) -> None:
        self.open()
        row = self.shared.rows.get((self._device_id, registration_id))
        if row is not None and row.receipt == token:
            row.receipt = row.outcome = None

    def retire(self, ids: Sequence[UUID]) -> None:
        self.open()
        for id_ in ids:
            self.shared.rows.pop((self._device_id, id_), None)
        for (device_id, _), row in self.shared.rows.items():
            if device_id == self._device_id and row.copy.predecessor_id in ids:
                row.copy = replace(row.copy, predecessor_id=None)
        self._lose_answer()

    def left_over(self, above: tuple[str, int], limit: int) -> Sequence[LeftOver]:
        self.open()
        found = [
            LeftOver(device_id, id_, row.copy.sequence, row.copied_at, reason, row.copy.envelope)
            for (device_id, id_), row in self.shared.rows.items()
            if (reason := self._why_left(device_id, row)) and (device_id, row.copy.sequence) > above
        ]
        return tuple(sorted(found, key=lambda each: (each.device_id, each.sequence))[:limit])

    def free(self, registration_id: UUID) -> bool:
        self.open()
        for (device_id, id_), row in self.shared.rows.items():
            if id_ == registration_id and self._why_left(device_id, row):
                row.copy = replace(row.copy, predecessor_id=None)
                row.refused, row.attempts = "", 0
                return True
        return False

    def _why_left(self, device_id: str, row: _Row) -> str:
        """Why no counter takes it up by itself; empty where one does, or will."""
        is_elsewhere = row.outlet_code != self._outlet_code
        if is_elsewhere or row.receipt is not None or row.until > self.shared.now():
            return ""
        if row.refused or not self._is_held(device_id, row):
            return row.refused
        before = self.shared.rows.get((device_id, row.copy.predecessor_id or UUID(int=0)))
        if before is None:
            return "PREDECESSOR_MISSING"
        is_rejected = before.outcome is Outcome.REJECTED
        return "PREDECESSOR_REJECTED" if is_rejected else "PREDECESSOR_PENDING"

    def counts(self) -> RelayCounts:
        self.open()
        rows = [row for row in self.shared.rows.values() if row.outlet_code == self._outlet_code]
        waiting = [row for row in rows if row.receipt is None]
        return RelayCounts(
            server="memory",
            schema=1,
            waiting=len(waiting),
            leased=sum(row.until > self.shared.now() for row in waiting),
            refused=sum(bool(row.refused) for row in waiting),
            left_over=len(self.left_over(("", 0), len(rows))),
        )

    def close(self) -> None:
        self._is_open = False

    def release(self) -> None:
        self._is_open = False

    def _lose_answer(self) -> None:
        """It has happened, and whoever asked does not learn of it."""
        if self.shared.loses_answer:
            self.shared.loses_answer, self._is_open = False, False
            raise RelayAway
