"""What the counter looks like now: one frozen value that a screen draws and nothing else.

The only part that names a customer is `ShownIdentity`; it is there from the read until the case
is sealed, cancelled or locked, at most a minute at a time, and never in a `repr`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from pos_client.application.closure_state import ClosureState, PremisesState, SignState
from pos_client.application.day_state import DayState
from pos_client.application.hint_state import HintState
from pos_client.application.inspection_state import InspectionState
from pos_client.application.last_saved import LastSaved
from pos_client.application.progress_state import StepState, VerdictState
from pos_client.application.shown_identity import ShownIdentity
from pos_client.application.step_state import (
    AuthorisationState,
    ChoiceState,
    ConsentState,
    DocumentState,
    FlowState,
    FormState,
    LookUpState,
    OwnNumbersState,
    PhotoState,
    PreparationState,
    ProofState,
    ReasonState,
    RelationState,
    RepresentativeState,
    ReturnState,
    ReviewState,
    UnitOrderState,
    UnitState,
)
from pos_client.domain.channel import Channel
from pos_client.domain.document import DocumentType
from pos_client.domain.flow import PartyRole, Step
from pos_client.domain.flows import NEW_NUMBER
from pos_client.domain.outlet import Clerk, Outlet
from pos_client.domain.registration import QueueSummary
from pos_client.domain.subject import Subject

if TYPE_CHECKING:  # the window needs these values before any driver
    from drivers.discovery.ladder import Rung

__all__ = [
    "CasePhase",
    "CaseState",
    "CounterState",
    "DevicePhase",
    "GatewayState",
    "OfflineState",
    "ReaderChange",
    "ReaderPhase",
    "ReaderState",
    "ReaderTest",
    "ReadersState",
    "SessionState",
    "TroubleState",
]


class DevicePhase(StrEnum):
    """How far the program has come up."""

    STARTING = "STARTING"
    NOT_ENROLLED = "NOT_ENROLLED"
    ENROLLING = "ENROLLING"
    READY = "READY"
    STOPPED = "STOPPED"  # it cannot work here; `trouble` says why


class ReaderPhase(StrEnum):
    """What is known of the reader."""

    SEARCHING = "SEARCHING"
    READY = "READY"
    RESTARTING = "RESTARTING"
    RESTING = "RESTING"  # sound as far as is known, and left to others: another one was chosen
    LOST = "LOST"  # also one that is there and could never be opened


@dataclass(frozen=True, slots=True)
class ReaderState:
    """One reader of this computer.

    While it is restarted, `restart` of `restarts_allowed` is under way.

    Attributes:
        code: the driver's own word for a loss, such as `reader_unavailable`.
        remedy: what removes an obstacle, a word of `drivers.api.Prospect`.
        usb_id: vendor and product, such as `0400:c35a`.
        is_known: whether it is a reader for sure; a serial port may have anything behind it.
        is_slot: it takes SIMs, and no ID card can be read here.
        has_card_without_sam: a card lies there, and that is all that can be told of it.
    """

    phase: ReaderPhase = ReaderPhase.SEARCHING
    address: str = ""
    sam_id: str = ""
    is_simulated: bool = False
    code: str = ""
    restart: int = 0
    restarts_allowed: int = 0
    name: str = ""
    usb_id: str = ""
    driver: str = ""
    driver_version: str = ""
    remedy: str = ""
    is_known: bool = True
    is_slot: bool = False
    has_card_without_sam: bool = False


class ReaderChange(StrEnum):
    """What is told of a reader once."""

    FOUND = "FOUND"
    BACK = "BACK"
    LOST = "LOST"


@dataclass(frozen=True, slots=True)
class ReaderTest:
    """How far the test of one reader has come; no rung holds anything of a person."""

    address: str
    rungs: tuple[Rung, ...] = ()
    is_running: bool = True


@dataclass(frozen=True, slots=True)
class ReadersState:
    """All readers of this computer.

    Attributes:
        has_looked: whether anybody has looked around yet, or need not.
        chosen: the name of the only one that is used; empty while all are.
        chosen_address: where it is now; empty while it is away.
        change: what was told last, for some seconds: of which reader, by name.
    """

    all: tuple[ReaderState, ...] = ()
    has_looked: bool = False
    chosen: str = ""
    chosen_address: str = ""
    test: ReaderTest | None = None
    change: tuple[ReaderChange, str] | None = None


@dataclass(frozen=True, slots=True)
class GatewayState:
    """The way to the gateway.

    Attributes:
        is_reachable: None until the first contact was tried.
        is_drain_only: the gateway has said that this device delivers and captures nothing more.
    """

    is_reachable: bool | None = None
    next_try_at: datetime | None = None
    code: str = ""
    is_draining: bool = False
    drained: int = 0
    to_drain: int = 0
    is_drain_only: bool = False


@dataclass(frozen=True, slots=True)
class SessionState:
    """Who works here; `is_ended`: the gateway has ended it, and only logging out is left."""

    clerk: Clerk
    is_offline: bool
    is_locked: bool = False
    is_ended: bool = False


@dataclass(frozen=True, slots=True)
class OfflineState:
    """What capturing offline still allows: the minimum of all limits.

    Attributes:
        limit: which limit is the nearest: `records`, `clerk`, `hours`, `challenges`, `numbers`,
            `disk`, or a reason why nothing may be captured at all.
        used: how much is used of the limit that is used most, of 1.
        WARNED_AT: the share from which on it is warned of.
    """

    WARNED_AT: ClassVar[float] = 0.7

    captured: int
    allowed_more: int
    until: datetime | None
    limit: str
    used: float = 1.0

    @property
    def is_warning(self) -> bool:
        """Whether the gateway should come back soon, while cases still begin."""
        return self.allowed_more > 0 and self.used >= self.WARNED_AT


class CasePhase(StrEnum):
    """What the page is about."""

    OPEN = "OPEN"
    WORKING = "WORKING"  # an answer of the gateway or the disk is awaited
    REFUSED = "REFUSED"  # ended by a verdict or a rule: `code` says which
    CARD_REFUSED = "CARD_REFUSED"  # the card's data may not be used: `code` is the reason
    CARD_UNREADABLE = "CARD_UNREADABLE"
    REREAD = "REREAD"  # lay the same card again
    SAVED = "SAVED"  # sealed and committed; the receipt follows


@dataclass(frozen=True, slots=True)
class CaseState:
    """The customer at the counter.

    Attributes:
        role: whose read, masks and verdicts these are.
        identity: None once it is masked, locked, cancelled or sealed; the masks stay.
        numbers: what may be chosen; `chosen_number` is marked, `held_number` is kept.
        has_reservation: the gateway keeps a slot of the person's limit for this case.
        left_to_centre: about whom the centre decides after the seal.
        refused_because: the reason of a `ReviewReason` for which a second person has refused.
        subject: the number that the case is about, in a flow about one that exists.
        disputed_number: the mask of the one that its holder says is not theirs; else empty.
        seals_with_form: the key that takes the signature now seals as well.
    """

    id: UUID
    phase: CasePhase
    step: Step
    steps: tuple[StepState, ...]
    is_offline: bool
    role: PartyRole = PartyRole.OWNER
    identity: ShownIdentity | None = None
    masked_name: str = ""
    masked_id_number: str = ""
    sam_id: str = ""
    read_counter: int = 0
    read_at: datetime | None = None
    duration_s: float = 0.0
    verdicts: tuple[VerdictState, ...] = ()
    code: str = ""
    numbers: tuple[str, ...] = ()
    chosen_number: str = ""
    held_number: str = ""
    held_until: datetime | None = None
    can_step_back: bool = False
    flow: str = "new_number"
    consent: ConsentState | None = None
    photo: PhotoState | None = None
    review: ReviewState | None = None
    choice: ChoiceState | None = None
    form: FormState | None = None
    contact_number: str = ""
    has_reservation: bool = False
    left_to_centre: tuple[PartyRole, ...] = ()
    refused_because: str = ""
    subject: Subject | None = None
    look_up: LookUpState | None = None
    relation: RelationState | None = None
    document: DocumentState | None = None
    reason: ReasonState | None = None
    document_type: DocumentType | None = None  # of whoever has no chip
    representative: RepresentativeState | None = None  # who acts for the owner, at the seal
    proof: ProofState | None = None
    unit: UnitState | None = None
    authorisation: AuthorisationState | None = None
    own_numbers: OwnNumbersState | None = None
    disputed_number: str = ""
    seals_with_form: bool = False


@dataclass(frozen=True, slots=True)
class TroubleState:
    """Something that the clerk has to be told."""

    code: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CounterState:
    """Everything a window needs; two equal states look the same.

    Attributes:
        reader: the one to show where there is room for one.
        idle_lock: without a hand for so long, the window asks for the lock.
        is_preparing: a card was read and is not shown before the gateway is ready for it.
        returning: a slip was scanned and its customer's card is asked for.
        awaiting_customer: how many cases wait for their customer (待到店).
        flows, first_flow: what an idle counter may begin by a key, and what it is there for.
        day: the page of the day, while it is open.
        inspection: which month is to be inspected, and its page while it is open.
        has_campaign: whether this outlet has a part in a campaign (补登记).
        unit_order: the order whose users come now, between two of them as well.
        has_unread_card: the last card was passed over; it has to be laid again.
        has_card_without_sam: one lies on a reader that sees it and cannot read it.
        closure: why nobody is registered here until the carrier says otherwise.
        sign: the sign is asked for, before the first customer of a shift.
        channel: licence, place and hours of the outlet, where the gateway says them.
        premises: whether this counter stands there, and its sign was scanned; after a log-in.
        hint: what is said about the pace of the work, before the gateway does anything.
    """

    device: DevicePhase = DevicePhase.STARTING
    outlet: Outlet | None = None
    is_demo: bool = False
    idle_lock: timedelta = timedelta(minutes=5)
    session: SessionState | None = None
    is_logging_in: bool = False
    reader: ReaderState = field(default_factory=ReaderState)
    readers: ReadersState = field(default_factory=ReadersState)
    gateway: GatewayState = field(default_factory=GatewayState)
    queue: QueueSummary = field(default_factory=QueueSummary)
    offline: OfflineState | None = None
    case: CaseState | None = None
    is_preparing: bool = False
    has_unread_card: bool = False
    has_card_without_sam: bool = False
    asks_second_factor: bool = True
    last_saved: LastSaved | None = None
    trouble: TroubleState | None = None
    returning: ReturnState | None = None
    preparation: PreparationState | None = None
    awaiting_customer: int = 0
    flows: tuple[FlowState, ...] = ()
    first_flow: str = NEW_NUMBER.name
    day: DayState | None = None
    inspection: InspectionState = field(default_factory=InspectionState)
    has_campaign: bool = False
    unit_order: UnitOrderState | None = None
    closure: ClosureState | None = None
    sign: SignState | None = None
    channel: Channel | None = None
    premises: PremisesState | None = None
    hint: HintState | None = None
