"""A store that forgets when the program ends. `tests/contract` holds it to the real one's word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from pos_client.application.storage import Due, KeptReceipt
from pos_client.application.trouble import StoreDamaged
from pos_client.domain.audit import GENESIS, AuditEntry, AuditEvent, chain
from pos_client.domain.evidence import Challenge
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.domain.policy import LeasedNumber
from pos_client.domain.registration import (
    PREDECESSOR_REJECTED,
    OutboxRow,
    OutboxState,
    QueueSummary,
    SealedRegistration,
)
from pos_client.protocol.bundle import SealedRecord
from pos_client.protocol.words import Countersignature
from pos_client.testing import forgetting
from pos_client.testing.contact import InMemoryContact
from pos_client.testing.copies import InMemoryCopies
from pos_client.testing.days import InMemoryDays
from pos_client.testing.figures import figures
from pos_client.testing.forgotten import InMemoryForgotten
from pos_client.testing.forwarded import Forwarded
from pos_client.testing.inspections import InMemoryInspections
from pos_client.testing.kept import (
    Kept,
    due_if_whole,
    is_open,
    is_shown,
    reached_by,
    row_of,
    take_answer,
    turn_of,
)
from pos_client.testing.marks import InMemoryMarks

__all__ = ["InMemoryStore"]


@dataclass
class InMemoryStore(InMemoryContact):
    """Everything in dictionaries and lists, in the order in which it came."""

    _kept: dict[UUID, Kept] = field(default_factory=dict)
    _audit: list[AuditEntry] = field(default_factory=list)
    _challenges: dict[str, Challenge] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)
    _numbers: dict[str, LeasedNumber] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)
    _configuration: tuple[str, int] | None = None
    _read_counter: int = 0
    _countersigned: int = 0
    _last_receipt_at: datetime | None = None
    _forwarded: Forwarded = field(default_factory=Forwarded)

    def __post_init__(self) -> None:
        self.copies = InMemoryCopies(
            lambda: [
                (each.row, each.sealed, None if each.earlier else each.envelope)
                for each in self._kept.values()
            ]
        )
        self.forgotten = InMemoryForgotten(self._kept, self.append_audit, self.countersigned_index)
        self.days = InMemoryDays(self.append_audit)
        self.inspections = InMemoryInspections(self.append_audit)
        self.marks = InMemoryMarks()

    def append_audit(self, event: AuditEvent) -> AuditEntry:
        index, head = self.audit_head()
        entry = AuditEntry(index + 1, event, chain(head, event))
        self._audit.append(entry)
        return entry

    def audit_head(self) -> tuple[int, bytes]:
        return (self._audit[-1].index, self._audit[-1].head) if self._audit else (0, GENESIS)

    def audit_behind(self, index: int, limit: int) -> Sequence[AuditEntry]:
        return tuple([entry for entry in self._audit if entry.index > index][:limit])

    def keep_countersignature(self, countersigned: Countersignature) -> None:
        if self._audit and countersigned.index < self._audit[0].index:
            return
        ours = [entry for entry in self._audit if entry.index == countersigned.index]
        if not ours or ours[0].head != countersigned.head:
            raise StoreDamaged(index=countersigned.index)
        self._countersigned = max(self._countersigned, countersigned.index)
        self.marks.note_refused(0, b"")

    def countersigned_index(self) -> int:
        return self._countersigned

    def next_read_counter(self) -> int:
        return self._read_counter + 1

    def append_read(self, event: AuditEvent, read_counter: int, challenge_id: str) -> AuditEntry:
        if read_counter != self._read_counter + 1:
            raise ValueError("another read counter is due")
        self._read_counter = read_counter
        details = {**event.details, "read_counter": read_counter, "challenge_id": challenge_id}
        return self.append_audit(replace(event, details=details))

    def add_challenges(self, challenges: Sequence[Challenge]) -> None:
        for challenge in challenges:
            if challenge.id not in self._taken:
                self._challenges.setdefault(challenge.id, challenge)

    def take_challenge(self, now: datetime) -> Challenge | None:
        for challenge in self._challenges.values():
            if challenge.expires_at > now:
                self._taken.add(challenge.id)
                return self._challenges.pop(challenge.id)
        return None

    def challenges_left(self, now: datetime) -> int:
        return sum(challenge.expires_at > now for challenge in self._challenges.values())

    def challenges_until(self, now: datetime, at_least: int) -> datetime | None:
        ends = (challenge.expires_at for challenge in self._challenges.values())
        return reached_by(at_least, (end for end in ends if end > now))

    def keep_configuration(self, token: str, version: int, block: Sequence[LeasedNumber]) -> None:
        if self._configuration is not None and version < self._configuration[1]:
            raise ValueError("this configuration is older")
        self._configuration = (token, version)
        used = {each: number for each, number in self._numbers.items() if each in self._used}
        self._numbers = used | {number.phone_number: number for number in block}

    def configuration_token(self) -> str | None:
        return self._configuration[0] if self._configuration else None

    def free_numbers(self, now: datetime, limit: int) -> Sequence[LeasedNumber]:
        free = [
            number
            for each, number in sorted(self._numbers.items())
            if each not in self._used and number.expires_at > now
        ]
        return tuple(free[:limit])

    def free_number_count(self, now: datetime) -> int:
        return len(self.free_numbers(now, len(self._numbers)))

    def free_numbers_until(self, now: datetime, at_least: int) -> datetime | None:
        free = self.free_numbers(now, len(self._numbers))
        return reached_by(at_least, (number.expires_at for number in free))

    def next_sequence(self) -> int:
        return max((kept.row.sequence for kept in self._kept.values()), default=0) + 1

    def save(self, sealed: SealedRegistration, event: AuditEvent) -> None:
        if sealed.sequence != self.next_sequence():
            raise ValueError("another sequence is due")
        if sealed.id in self._kept:
            raise RuntimeError("this id was saved before")
        number = sealed.leased_number
        if number and (number not in self._numbers or number in self._used):
            raise ValueError("this number is not a free one of the block")
        if number:
            self._used.add(number)
        self._kept[sealed.id] = Kept(row_of(sealed), sealed, sealed.envelope)
        self.days.count_saved(sealed)
        self.append_audit(event)

    def claim(
        self, now: datetime, beside: UUID | None = None, most_attempts: int | None = None
    ) -> Due | None:
        for kept in list(self._in(OutboxState.PENDING)):
            row, sealed = kept.row, kept.sealed
            is_later = row.next_try_at is not None and row.next_try_at > now
            is_tired = most_attempts is not None and row.attempts > most_attempts
            if row.id == beside or is_later or is_tired or self._is_held(sealed):
                continue
            if due := due_if_whole(kept):
                return due
            self.quarantine(row.id, StoreDamaged.code)
        return self._forwarded.claim(now, beside, most_attempts)

    def sealed(self, registration_id: UUID) -> Due | None:
        kept = self._kept.get(registration_id)
        if kept is None:
            return self._forwarded.sealed(registration_id)
        return due_if_whole(kept)

    def take_in(self, records: Sequence[SealedRecord], now: datetime) -> int:  # noqa: ARG002
        return self._forwarded.take_in([each for each in records if each.id not in self._kept])

    def envelope_of(self, registration_id: UUID) -> bytes | None:
        kept = self._kept.get(registration_id)
        return kept.envelope if kept else None

    def settle(self, registration_id: UUID, receipt: Receipt, now: datetime) -> Outcome | None:
        now = self.believed_now(now, receipt.issued_at)
        if registration_id not in self._kept:
            self._forwarded.settle(registration_id, receipt, now)
            return None
        kept = self._kept[registration_id]
        answered = (receipt.registration_id, receipt.body_sha256)
        if answered != (registration_id, kept.sealed.envelope_sha256):
            raise ValueError("this receipt answers for something else")
        before = kept.row.outcome
        if before is not None and before.is_final:
            take_answer(kept, receipt, now)
            return None
        kept.asked_at = now
        if before is receipt.outcome:
            return None
        was = kept.earlier[-1] if kept.earlier and before is None else None
        kept.row = replace(
            kept.row,
            state=OutboxState.SETTLED,
            outcome=receipt.outcome,
            code=receipt.code,
            settled_at=now,
            next_try_at=None,
            reason="",
        )
        kept.receipt = receipt.token
        self._last_receipt_at = now
        if was is None or was.outcome is not receipt.outcome:
            self.days.count_outcome(kept.sealed, receipt.outcome, now)
        if receipt.outcome is Outcome.REJECTED:
            for after in self._in(OutboxState.PENDING):
                if after.sealed.predecessor_id == registration_id:
                    self.quarantine(after.row.id, PREDECESSOR_REJECTED)
        if was is None or was.outcome is receipt.outcome:
            return None
        self.days.count_outcome(kept.sealed, was.outcome, was.settled_at, by=-1)
        return was.outcome if was.outcome.is_final else None

    def postpone(self, registration_id: UUID, until: datetime, reason: str) -> None:
        if kept := self._pending(registration_id):
            attempts = kept.row.attempts + 1
            kept.row = replace(kept.row, attempts=attempts, next_try_at=until, reason=reason)
        self._forwarded.postpone(registration_id, until, reason)

    def quarantine(self, registration_id: UUID, reason: str) -> None:
        if kept := self._pending(registration_id):
            kept.row = replace(
                kept.row, state=OutboxState.QUARANTINED, next_try_at=None, reason=reason
            )
        self._forwarded.quarantine(registration_id, reason)

    def release(self, registration_id: UUID) -> None:
        kept = self._kept.get(registration_id)
        if kept and kept.row.state is OutboxState.QUARANTINED:
            if kept.row.reason == PREDECESSOR_REJECTED:
                kept.sealed = replace(kept.sealed, predecessor_id=None)
            kept.row = replace(kept.row, state=OutboxState.PENDING, reason="")
        if kept and kept.row.state is OutboxState.PENDING:
            kept.row = replace(kept.row, next_try_at=None)
        self._forwarded.release(registration_id)

    def make_all_due(self) -> None:
        for kept in self._in(OutboxState.PENDING):
            kept.row = replace(kept.row, next_try_at=None)
        self._forwarded.make_all_due()

    def awaiting_outcome(self, limit: int) -> Sequence[tuple[UUID, bytes]]:
        still_open = sorted(filter(is_open, self._kept.values()), key=turn_of)
        return tuple((kept.row.id, kept.sealed.envelope_sha256) for kept in still_open[:limit])

    def summary(self, today: date) -> QueueSummary:
        day = self.days.of_queue(today)
        return figures(self._kept.values(), self._forwarded, day, self._last_receipt_at)

    def count_pending(self, clerk_number: str | None = None, *, offline_only: bool) -> int:
        others = len(self._forwarded.in_state(OutboxState.PENDING))
        return others * (clerk_number is None and not offline_only) + sum(
            clerk_number in (None, kept.row.clerk_number)
            and (kept.row.is_offline or not offline_only)
            for kept in self._in(OutboxState.PENDING)
        )

    def page(
        self,
        *,
        states: Sequence[OutboxState],
        below_sequence: int | None,
        above_sequence: int | None,
        limit: int,
        needs_customer: bool = False,
        under_review: bool = False,
        forwarded: bool = False,
    ) -> Sequence[OutboxRow]:
        if forwarded:
            return self._forwarded.page(states, below_sequence, above_sequence, limit)
        which = {"needs_customer": needs_customer, "under_review": under_review}
        rows = [
            self._shown(kept)
            for kept in self._kept.values()
            if is_shown(kept.row, states, **which)
            and (below_sequence is None or kept.row.sequence < below_sequence)
            and (above_sequence is None or kept.row.sequence > above_sequence)
        ]
        return tuple(reversed(rows[:limit] if above_sequence is not None else rows[-limit:]))

    def row(self, registration_id: UUID) -> OutboxRow | None:
        kept = self._kept.get(registration_id)
        return self._shown(kept) if kept else self._forwarded.row(registration_id)

    def kept_receipt(self, registration_id: UUID) -> KeptReceipt | None:
        kept = self._kept.get(registration_id)
        return KeptReceipt(kept.sealed.case_id, kept.receipt) if kept and kept.receipt else None

    def shred(self, now: datetime, signed_off_until: date | None = None) -> int:
        now = self.believed_now(now)
        touched = self._forwarded.shred(now) + sum(
            forgetting.shred(kept, now, signed_off_until) for kept in self._kept.values()
        )
        return touched + self._forget(now)

    def _forget(self, now: datetime) -> int:
        if self._contact is None:
            return 0
        before = min(now, self._contact[1]) - forgetting.RECORD_KEPT
        gone = forgetting.forgotten_rows((kept.row for kept in self._kept.values()), before)
        for row in gone:
            del self._kept[row.id]
        entries = len(self._audit)
        self._audit = forgetting.without_old_entries(self._audit, self._countersigned, before)
        touched = len(gone) + self._forwarded.forget(before) + self.days.forget(before)
        return touched + self.inspections.forget(before) + entries - len(self._audit)

    def close(self) -> None:
        """Keep everything: a test may look at it."""

    def _shown(self, kept: Kept) -> OutboxRow:
        before = kept.sealed.predecessor_id
        if kept.row.state is not OutboxState.PENDING or before is None:
            return kept.row
        held_by = self._kept[before].row.sequence if self._is_held(kept.sealed) else 0
        return replace(kept.row, held_by=held_by)

    def _in(self, state: OutboxState) -> Iterator[Kept]:
        return (kept for kept in self._kept.values() if kept.row.state is state)

    def _pending(self, registration_id: UUID) -> Kept | None:
        kept = self._kept.get(registration_id)
        return kept if kept and kept.row.state is OutboxState.PENDING else None

    def _is_held(self, sealed: SealedRegistration) -> bool:
        before = self._kept.get(sealed.predecessor_id) if sealed.predecessor_id else None
        return before is not None and before.row.state is not OutboxState.SETTLED
