"""`SqlStore`: every method one transaction on one connection, used on one thread."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from pos_client.application.storage import AwayMark, Due, KeptReceipt
from pos_client.application.trouble import StorageFault, StoreDamaged, StoreTrouble
from pos_client.domain.audit import AuditEntry, AuditEvent
from pos_client.domain.evidence import Challenge
from pos_client.domain.local_day import local_day
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.domain.policy import LeasedNumber
from pos_client.domain.registration import (
    OutboxRow,
    OutboxState,
    QueueSummary,
    SealedRegistration,
)
from pos_client.domain.standing import Standing
from pos_client.infrastructure.database import (
    audit_chain,
    days,
    forgotten,
    forwarded,
    history,
    outbox,
    retention,
    rotten,
    supplies,
)
from pos_client.infrastructure.database.copies import SqlCopies
from pos_client.infrastructure.database.inspections import SqlInspections
from pos_client.infrastructure.database.opening import open_database
from pos_client.protocol.bundle import SealedRecord
from pos_client.protocol.words import Countersignature

__all__ = ["SqlStore"]

log = logging.getLogger(__name__)


class SqlStore:
    """The counter's own database in one file, made when it is not there yet.

    Raises:
        StoreTrouble: a leaf of it; then nothing may be captured here.
    """

    def __init__(self, path: Path) -> None:
        self.database, self.marks = open_database(path)
        self.copies = SqlCopies(self.database)
        self.forgotten = forgotten.SqlForgotten(self.database, self._appended)
        self.days = days.SqlDays(self.database, self._appended)
        self.inspections = SqlInspections(self.database, self._appended)
        try:
            self._head = self.database.read(audit_chain.head)
            self._put_rotten_aside()
        except StoreTrouble:
            self.database.close()
            raise

    def append_audit(self, event: AuditEvent) -> AuditEntry:
        return self._appended(
            self.database.write(lambda link: audit_chain.append(link, event), may_use_reserve=True)
        )

    def audit_head(self) -> tuple[int, bytes]:
        return self._head

    def audit_behind(self, index: int, limit: int) -> Sequence[AuditEntry]:
        return self.database.read(lambda link: audit_chain.behind(link, index, limit))

    def keep_countersignature(self, countersigned: Countersignature) -> None:
        self.database.write(
            lambda link: audit_chain.keep_countersignature(link, countersigned),
            may_use_reserve=True,
        )
        self.marks.note_refused(0, b"")

    def countersigned_index(self) -> int:
        return self.database.read(audit_chain.countersigned_index)

    def next_read_counter(self) -> int:
        return self.database.read(audit_chain.next_read_counter)

    def append_read(self, event: AuditEvent, read_counter: int, challenge_id: str) -> AuditEntry:
        self.marks.note()
        return self._appended(
            self.database.write(
                lambda link: audit_chain.append_read(link, event, read_counter, challenge_id)
            )
        )

    def add_challenges(self, challenges: Sequence[Challenge]) -> None:
        self.database.write(lambda link: supplies.add_challenges(link, challenges))

    def take_challenge(self, now: datetime) -> Challenge | None:
        return self.database.write(lambda link: supplies.take_challenge(link, now))

    def challenges_left(self, now: datetime) -> int:
        return self.database.read(lambda link: supplies.challenges_left(link, now))

    def challenges_until(self, now: datetime, at_least: int) -> datetime | None:
        return self.database.read(lambda link: supplies.challenges_until(link, now, at_least))

    def keep_configuration(self, token: str, version: int, block: Sequence[LeasedNumber]) -> None:
        self.database.write(lambda link: supplies.keep_configuration(link, token, version, block))

    def configuration_token(self) -> str | None:
        return self.database.read(supplies.configuration_token)

    def free_numbers(self, now: datetime, limit: int) -> Sequence[LeasedNumber]:
        return self.database.read(lambda link: supplies.free_numbers(link, now, limit))

    def free_number_count(self, now: datetime) -> int:
        return self.database.read(lambda link: supplies.free_number_count(link, now))

    def free_numbers_until(self, now: datetime, at_least: int) -> datetime | None:
        return self.database.read(lambda link: supplies.free_numbers_until(link, now, at_least))

    def next_sequence(self) -> int:
        return self.database.read(outbox.next_sequence)

    def save(self, sealed: SealedRegistration, event: AuditEvent) -> None:
        self.marks.note()

        def work(link: Connection) -> AuditEntry:
            outbox.insert_sealed(link, sealed)
            history.count(link, local_day(sealed.created_at), saved=1)
            days.count_saved(link, sealed)
            if sealed.leased_number:
                supplies.use_number(link, sealed.leased_number)
            return audit_chain.append(link, event)

        self._appended(self.database.write(work))

    def claim(
        self, now: datetime, beside: UUID | None = None, most_attempts: int | None = None
    ) -> Due | None:
        while True:
            row = self.database.read(lambda link: outbox.next_due(link, now, beside, most_attempts))
            if row is None:
                return self._claim_forwarded(now, beside, most_attempts)
            due = self._whole(row)
            if due is not None:
                return due
            self._put_aside(row.sequence)

    def _claim_forwarded(
        self, now: datetime, beside: UUID | None, most_attempts: int | None
    ) -> Due | None:
        while found := self.database.read(
            lambda link: forwarded.next_due(link, now, beside, most_attempts)
        ):
            registration_id, due = found
            if due is not None:
                return due
            self.quarantine(registration_id, StoreDamaged.code)
        return None

    def sealed(self, registration_id: UUID) -> Due | None:
        try:
            return self.database.read(
                lambda link: (
                    outbox.sealed(link, registration_id) or forwarded.sealed(link, registration_id)
                )
            )
        except (StoreDamaged, StorageFault):
            return None

    def take_in(self, records: Sequence[SealedRecord], now: datetime) -> int:
        return self.database.write(lambda link: forwarded.take_in(link, records, now))

    def envelope_of(self, registration_id: UUID) -> bytes | None:
        return self.database.read(lambda link: outbox.envelope_of(link, registration_id))

    def settle(self, registration_id: UUID, receipt: Receipt, now: datetime) -> Outcome | None:
        def work(link: Connection) -> Outcome | None:
            before = forgotten.earlier_word(link, registration_id)
            came_at = supplies.believed_now(link, now, receipt.issued_at)
            try:
                is_new = outbox.settle(link, registration_id, receipt, came_at)
            except KeyError:
                forwarded.settle(link, registration_id, receipt, came_at)
                return None
            is_same = before is not None and before[0] is receipt.outcome
            if is_new:
                counted = None if is_same else receipt.outcome
                history.count(link, local_day(came_at), outcome=counted, receipt_at=came_at)
                if counted is not None:
                    days.count_outcome(link, registration_id, counted, came_at)
            if is_new and receipt.outcome is Outcome.REJECTED:
                outbox.hold_successors(link, registration_id)
            if before is None or is_same:
                return None
            earlier, at = before
            history.count(link, local_day(at), outcome=earlier, by=-1)
            days.count_outcome(link, registration_id, earlier, at, is_taken_back=True)
            return earlier if earlier.is_final else None

        return self.database.write(work, may_use_reserve=True)

    def postpone(self, registration_id: UUID, until: datetime, reason: str) -> None:
        def work(link: Connection) -> None:
            outbox.postpone(link, registration_id, until, reason)
            forwarded.postpone(link, registration_id, until, reason)

        self.database.write(work)

    def quarantine(self, registration_id: UUID, reason: str) -> None:
        def work(link: Connection) -> None:
            outbox.quarantine(link, registration_id, reason)
            forwarded.quarantine(link, registration_id, reason)

        self.database.write(work, may_use_reserve=True)

    def release(self, registration_id: UUID) -> None:
        def work(link: Connection) -> None:
            outbox.release(link, registration_id)
            forwarded.release(link, registration_id)

        self.database.write(work)

    def make_all_due(self) -> None:
        def work(link: Connection) -> None:
            outbox.make_all_due(link)
            forwarded.make_all_due(link)

        self.database.write(work)

    def awaiting_outcome(self, limit: int) -> Sequence[tuple[UUID, bytes]]:
        return self.database.read(lambda link: outbox.awaiting_outcome(link, limit))

    def summary(self, today: date) -> QueueSummary:
        return self.database.read(lambda link: history.summary(link, today))

    def count_pending(self, clerk_number: str | None = None, *, offline_only: bool) -> int:
        return self.database.read(
            lambda link: history.count_pending(link, clerk_number, offline_only=offline_only)
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
        return self.database.read(
            lambda link: history.page(
                link,
                states,
                below_sequence,
                above_sequence,
                limit,
                needs_customer=needs_customer,
                under_review=under_review,
                of_others=forwarded,
            )
        )

    def row(self, registration_id: UUID) -> OutboxRow | None:
        return self.database.read(lambda link: history.row(link, registration_id))

    def kept_receipt(self, registration_id: UUID) -> KeptReceipt | None:
        return self.database.read(lambda link: outbox.kept_receipt(link, registration_id))

    def note_contact(
        self, now: datetime, gateway_time: datetime, mark: AwayMark | None = None
    ) -> None:
        def work(link: Connection) -> None:
            supplies.note_contact(link, now, gateway_time)
            if mark is not None:
                supplies.note_away(link, mark)

        self.database.write(work)

    def note_away(self, mark: AwayMark) -> None:
        self.database.write(lambda link: supplies.note_away(link, mark), may_use_reserve=True)

    def away_mark(self) -> AwayMark | None:
        return self.database.read(supplies.away_mark)

    def last_contact(self) -> tuple[datetime, datetime] | None:
        return self.database.read(supplies.last_contact)

    def note_standing(self, standing: Standing) -> None:
        self.database.write(lambda link: supplies.note_standing(link, standing))

    def standing(self) -> Standing:
        return self.database.read(supplies.standing)

    def shred(self, now: datetime, signed_off_until: date | None = None) -> int:
        return self.database.write(
            lambda link: retention.shred(link, now, signed_off_until), may_use_reserve=True
        )

    def close(self) -> None:
        try:
            if self.marks.has_begun:
                self.marks.keep(self.next_sequence() - 1)
        except StoreTrouble:
            log.info("the marker was not renewed")
        finally:
            self.database.close()

    def _appended(self, entry: AuditEntry) -> AuditEntry:
        """Know the head of what was committed: other threads ask for it with every call."""
        self._head = (entry.index, entry.head)
        return entry

    def _put_rotten_aside(self) -> None:
        """What cannot prove itself is put aside where everybody sees it; the others go on."""
        found = rotten.look_at_open_ones(self.database)
        for sequence in found.sequences:
            self._put_aside(sequence)
        for registration_id in found.of_others:
            self.quarantine(registration_id, StoreDamaged.code)

    def _put_aside(self, sequence: int) -> None:
        self.database.write(
            lambda link: outbox.put_aside(link, sequence, StoreDamaged.code), may_use_reserve=True
        )

    def _whole(self, row: outbox.DueRow) -> Due | None:
        def work(link: Connection) -> Due | None:
            due = outbox.whole(link, row)
            earlier = forgotten.earlier_receipt(link, row.sequence)
            return replace(due, earlier_receipt=earlier) if due and earlier else due

        try:
            return self.database.read(work)
        except (StoreDamaged, StorageFault):
            # The disk cannot give these bytes back; the others shall go on.
            return None
