"""What the use cases need of the world, as roles. Adapters live in `infrastructure`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from drivers.discovery.ladder import Rung
from pos_client.application.inspections import Inspections
from pos_client.application.reader_mark import ReaderMark
from pos_client.application.storage import Due
from pos_client.domain.audit import AuditEntry
from pos_client.domain.books import DeviceBooks
from pos_client.domain.chosen_number import ChosenNumber
from pos_client.domain.evidence import Challenge
from pos_client.domain.flows import AWAIT_CUSTOMER
from pos_client.domain.outcome import Receipt
from pos_client.domain.oversight import DeviceFigures
from pos_client.domain.policy import Configuration
from pos_client.domain.registration import (
    QueueSummary,
)
from pos_client.domain.review import Review, ReviewReason
from pos_client.domain.slip_code import Completing
from pos_client.domain.verdict import Verdict
from pos_client.protocol.envelope import Envelope, Header
from pos_client.protocol.words import Countersignature, Session

__all__ = [
    "Clock",
    "EvidenceKey",
    "Gateway",
    "Heard",
    "ReaderControl",
    "ReaderMemory",
    "Return",
    "ReviewAsked",
    "Sealer",
    "Wordings",
]


class Clock(Protocol):
    """Time, so that tests can turn it."""

    def now(self) -> datetime:
        """Aware, UTC."""

    def monotonic_ns(self) -> int: ...

    def boot_id(self) -> str:
        """Changes when the computer starts anew."""


class ReaderControl(Protocol):
    """The readers of this computer, on threads of their own."""

    def let_rest(self, addresses: frozenset[str]) -> None:
        """Close these and leave them to others; all others are open where they can be."""

    def test(self, address: str, tell: Callable[[Rung | None], None]) -> None:
        """Climb the ladder of a reader that rests; `tell` is called on the counter's thread.

        Each rung is told as soon as it is known, and None behind the last. A test that is under
        way already ends first, and tells nothing more.
        """

    def stop_test(self) -> None:
        """End the test under way, if there is one; it tells nothing more."""


class ReaderMemory(Protocol):
    """Which reader was chosen, kept in the home. Losing it means that all are used."""

    def load(self) -> ReaderMark | None: ...

    def keep(self, mark: ReaderMark | None) -> None: ...


class Sealer(Protocol):
    """Seals to the gateway; nobody here can open it again."""

    def seal(self, body: bytes, header: Header) -> bytes:
        """HPKE with the header's hash as `info`."""


class EvidenceKey(Protocol):
    """The device's P-256 key that signs envelopes, audit heads and session challenges."""

    def sign(self, data: bytes) -> bytes:
        """ECDSA over SHA-256(data): r || s, 64 bytes."""

    def sign_token(self, claims: dict[str, str | int], typ: str) -> str:
        """A JWS whose `kid` is the device id."""


@dataclass(frozen=True, slots=True)
class ReviewAsked:
    """A supervisor's decision on its way to the gateway, with their own credentials."""

    case_id: UUID
    verdicts: tuple[str, ...] = field(repr=False)
    clerk_number: str
    password: str = field(repr=False)
    is_approved: bool
    second_factor: str = field(default="", repr=False)
    reason: ReviewReason | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """The gateway awaits this customer: what a fresh read has to answer.

    Attributes:
        expires_at: the end of the 30 days.
        flow: the name of the flow that completes the case.
        phone_number: what was set aside for this customer; empty where it is chosen now.
    """

    challenge: Challenge
    captured_at: datetime
    expires_at: datetime
    flow: str = AWAIT_CUSTOMER.name
    phone_number: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the gateway answers to a heartbeat.

    Attributes:
        configuration_version: of the newest configuration for this device.
        books: what it knows of this device; None from one that does not say.
        is_session_ended: the log-in that was named has been ended.
        is_certificate_outdated: another certificate is to be asked for at once.
        is_work_id_frozen: that was because its work id is frozen.
    """

    gateway_time: datetime
    configuration_version: int
    is_drain_only: bool
    books: DeviceBooks | None = None
    is_session_ended: bool = False
    is_certificate_outdated: bool = False
    is_work_id_frozen: bool = False


class Gateway(Protocol):
    """The carrier's gateway over mutual TLS. Raises `trouble.GatewayTrouble` leaves only."""

    @property
    def inspections(self) -> Inspections:
        """Its part in the monthly self-inspection."""

    def configuration(self) -> tuple[str, Configuration]:
        """The newest signed configuration, checked: its token and its value.

        Raises `trouble.ConfigurationInvalid` too, for one that the root did not sign for us.
        """

    def log_in(self, clerk_number: str, password: str, second_factor: str = "") -> Session:
        """Raises `trouble.LogInRefused` too, distinct from a device that is not authorised.

        `second_factor` is six digits, or empty where none are asked for.
        """

    def open_case(self, flow: str, session: Session) -> Challenge: ...

    def challenges(self) -> Sequence[Challenge]:
        """New challenges for the offline pool."""

    def verify(self, envelope: Envelope, session: Session) -> tuple[Verdict, ...]: ...

    def find_numbers(self, pattern: str, limit: int, session: Session) -> Sequence[str]: ...

    def hold_number(
        self, phone_number: str, real_name_transaction_id: str, session: Session
    ) -> ChosenNumber:
        """Raises `trouble.Unreadable` when somebody else was quicker."""

    def give_back(self, number: ChosenNumber, session: Session) -> None: ...

    def release_quota(self, reservation_id: str, session: Session) -> None:
        """Give back a slot of the person's limit that no case needs any more."""

    def review(self, request: ReviewAsked, session: Session) -> Review:
        """Raises `trouble.LogInRefused`, `trouble.ReviewRefused` and `case_trouble.ReviewOver`."""

    def open_return(self, completing: Completing, session: Session) -> Return:
        """Raises `case_trouble.ReturnRefused` too."""

    def deliver(self, due: Due) -> Receipt:
        """Send the frozen bytes and check the receipt against them."""

    def status(self, registration_id: UUID, envelope_sha256: bytes) -> Receipt | None:
        """Ask for a receipt; None when the gateway has never seen this id."""

    def send_audit(self, entries: Sequence[AuditEntry]) -> Countersignature: ...

    def heartbeat(
        self,
        summary: QueueSummary,
        stalls: int = 0,
        session_id: str = "",
        figures: DeviceFigures | None = None,
    ) -> Heard:
        """Say that we are alive, how the queue stands, and what was done today.

        `stalls` is how often a worker had to be replaced since the last heartbeat that arrived,
        `session_id` names the log-in at the counter.
        """

    def close(self) -> None: ...


class Wordings(Protocol):
    """Checks words that were kept: the configuration read back from the store."""

    def configuration(self, token: str) -> Configuration:
        """Raises `trouble.ConfigurationInvalid` for anything the root did not sign."""
