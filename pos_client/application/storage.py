"""What the use cases need of the counter's own database, as roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from pos_client.application.copies import Copies
from pos_client.application.days import Days
from pos_client.application.forgotten import Forgotten
from pos_client.application.inspections import SignedInspections
from pos_client.application.marks import Marks
from pos_client.domain.audit import AuditEntry, AuditEvent
from pos_client.domain.evidence import Challenge
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.domain.outlet import Clerk
from pos_client.domain.policy import LeasedNumber
from pos_client.domain.registration import (
    OutboxRow,
    OutboxState,
    QueueSummary,
    SealedRegistration,
)
from pos_client.domain.standing import Standing
from pos_client.protocol.bundle import SealedRecord
from pos_client.protocol.words import Countersignature, Session

__all__ = ["AwayMark", "ClerkBook", "Due", "KeptReceipt", "Store"]


@dataclass(frozen=True, slots=True)
class Due:
    """An envelope that the outbox has taken to deliver.

    Attributes:
        earlier_receipt: the gateway's word on it, which the gateway has forgotten; else empty.
    """

    id: UUID
    sequence: int
    envelope: bytes = field(repr=False)
    envelope_sha256: bytes = field(repr=False)
    attempts: int
    earlier_receipt: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class KeptReceipt:
    """What the store keeps of a decision: whose case, and the signed word as it came."""

    case_id: UUID
    token: str


@dataclass(frozen=True, slots=True)
class AwayMark:
    """How long the gateway had been away for certain when the steady clock of a boot showed this.

    Setting the clock on the wall, also between two runs of the program, changes nothing of it.
    """

    boot_id: str
    ticks_ns: int
    passed: timedelta


class Store(Protocol):
    """The counter's own database. Each method is one committed transaction, on one thread.

    Every method may raise `trouble.StoreTrouble` leaves; then nothing of it has happened. Only
    after `trouble.SavingUnsure` it may have.
    """

    @property
    def copies(self) -> Copies:
        """Which records have a second copy in the shop's relay."""

    @property
    def forgotten(self) -> Forgotten:
        """What the gateway has signed and knows no more."""

    @property
    def days(self) -> Days:
        """Figures of days and shifts, and the sheets that ended them."""

    @property
    def inspections(self) -> SignedInspections:
        """The months that were inspected, and what is answered of the one under way."""

    @property
    def marks(self) -> Marks:
        """What is kept beside it. A countersignature that is kept takes a refusal back."""

    def append_audit(self, event: AuditEvent) -> AuditEntry:
        """Chain one more event and commit it."""

    def audit_head(self) -> tuple[int, bytes]:
        """Index and hash of the newest entry; (0, GENESIS) while there is none.

        Any thread may ask: it goes with every call to the gateway.
        """

    def audit_behind(self, index: int, limit: int) -> Sequence[AuditEntry]:
        """Entries above `index`, oldest first."""

    def keep_countersignature(self, countersigned: Countersignature) -> None:
        """Keep the newest; one for a chain that is not ours raises `trouble.StoreDamaged`."""

    def countersigned_index(self) -> int: ...

    def next_read_counter(self) -> int:
        """Counts reads of this device from 1 without gaps; taken by `append_read`."""

    def append_read(self, event: AuditEvent, read_counter: int, challenge_id: str) -> AuditEntry:
        """The counter-only entry of one read, its number and its challenge, before it is shown."""

    def add_challenges(self, challenges: Sequence[Challenge]) -> None:
        """Put challenges into the offline pool."""

    def take_challenge(self, now: datetime) -> Challenge | None:
        """Take the pool's oldest that is still valid, for good; None when it is empty."""

    def challenges_left(self, now: datetime) -> int: ...

    def challenges_until(self, now: datetime, at_least: int) -> datetime | None:
        """Until when so many of those left will be valid; None while there are fewer."""

    def keep_configuration(self, token: str, version: int, block: Sequence[LeasedNumber]) -> None:
        """Keep a configuration that was checked, and take over its block of numbers.

        An older version is refused (ValueError); numbers in sealed cases stay used.
        """

    def configuration_token(self) -> str | None: ...

    def free_numbers(self, now: datetime, limit: int) -> Sequence[LeasedNumber]: ...

    def free_number_count(self, now: datetime) -> int: ...

    def free_numbers_until(self, now: datetime, at_least: int) -> datetime | None:
        """Until when so many of the free numbers will be valid; None while there are fewer."""

    def next_sequence(self) -> int: ...

    def save(self, sealed: SealedRegistration, event: AuditEvent) -> None:
        """Commit row, audit entry, totals of day and shift, and the used block number at once."""

    def claim(
        self, now: datetime, beside: UUID | None = None, most_attempts: int | None = None
    ) -> Due | None:
        """The oldest but `beside` that is due and has no unsettled predecessor.

        With `most_attempts`, of those alone that were tried no more often.
        """

    def envelope_of(self, registration_id: UUID) -> bytes | None: ...

    def sealed(self, registration_id: UUID) -> Due | None:
        """One record with its bytes, in whatever state; None when they have rotted or are gone."""

    def take_in(self, records: Sequence[SealedRecord], now: datetime) -> int:
        """Add envelopes of other counters, to be delivered behind our own; say how many were new.

        One that is here already, or is our own, changes nothing.
        """

    def settle(self, registration_id: UUID, receipt: Receipt, now: datetime) -> Outcome | None:
        """Keep a checked receipt. A final outcome may replace an open one, never another final; an
        accepted dispute only gets the carrier's answer to it, once.

        A receipt for other bytes is refused (ValueError). A rejection puts aside what waits for
        this record, with the reason `PREDECESSOR_REJECTED`.

        Returns:
            The final outcome of an earlier receipt that the gateway had forgotten, where this one
            says otherwise; else None.
        """

    def postpone(self, registration_id: UUID, until: datetime, reason: str) -> None:
        """Count the attempt and try again later."""

    def quarantine(self, registration_id: UUID, reason: str) -> None: ...

    def release(self, registration_id: UUID) -> None:
        """Put a quarantined record back into the queue; whatever is pending is due now.

        One whose predecessor was rejected goes without it from now on.
        """

    def make_all_due(self) -> None:
        """Reset the back-off of everything pending: the gateway is back, or "send now"."""

    def awaiting_outcome(self, limit: int) -> Sequence[tuple[UUID, bytes]]:
        """Settled rows whose outcome is not final, oldest first: id and body hash."""

    def summary(self, today: date) -> QueueSummary: ...

    def count_pending(self, clerk_number: str | None = None, *, offline_only: bool) -> int: ...

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
        """One keyset page, newest first: rows below one sequence number, or above another.

        With `needs_customer`, whatever their state: those that await their customer, and those
        captured offline that were refused and whose customer does not know yet. With
        `under_review`, those that the carrier's reviewers have not decided yet. With `forwarded`,
        those of other counters, in the order in which they were taken in.
        """

    def row(self, registration_id: UUID) -> OutboxRow | None: ...

    def kept_receipt(self, registration_id: UUID) -> KeptReceipt | None:
        """None before there is one."""

    def note_contact(
        self, now: datetime, gateway_time: datetime, mark: AwayMark | None = None
    ) -> None:
        """The gateway answered: when, what its clock said, and what the steady one showed."""

    def note_away(self, mark: AwayMark) -> None:
        """It has not answered for so long."""

    def away_mark(self) -> AwayMark | None: ...

    def last_contact(self) -> tuple[datetime, datetime] | None:
        """Own time and gateway time of the last contact."""

    def note_standing(self, standing: Standing) -> None:
        """What the gateway says of this device now."""

    def standing(self) -> Standing:
        """What it said last; before it has said anything, `ADMITTED`."""

    def shred(self, now: datetime, signed_off_until: date | None = None) -> int:
        """Let go of some of what may not be kept any longer; say how many rows that touched.

        While that is not 0, there may be more. The highest sequence number stays known.

        `signed_off_until` is the last day of the last month that was signed off.
        """

    def close(self) -> None: ...


class ClerkBook(Protocol):
    """Who may log in offline: argon2id verifiers bound to a secret of this device."""

    def remember(self, clerk: Clerk, password: str, session: Session, now: datetime) -> None:
        """Keep a verifier after a log-in that the gateway accepted."""

    def check(
        self, clerk_number: str, password: str, now: datetime, within_s: float
    ) -> Session | None:
        """The last session of this clerk, if the password is right and it is recent enough."""

    def remembered_at(self, clerk_number: str) -> datetime | None:
        """When this clerk's verifier was made; None while there is none."""

    def forget(self, clerk_number: str) -> None:
        """The gateway refused this clerk: no offline log-in any more."""
