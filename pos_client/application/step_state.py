"""What single steps and pages show beside the case itself: parts of `CounterState`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pos_client.domain.consent import Notice
from pos_client.domain.document import DocumentImage, DocumentType
from pos_client.domain.flow import PartyRole
from pos_client.domain.offer import Offer
from pos_client.domain.own_number import OwnNumber
from pos_client.domain.paper import Paper
from pos_client.domain.relation import Relation
from pos_client.domain.review import ReviewWay
from pos_client.domain.sim import SimSource
from pos_client.domain.special_document import SpecialReason
from pos_client.domain.unit import Unit
from pos_client.domain.unit_order import UnitOrder

__all__ = [
    "AuthorisationState",
    "CentreWait",
    "ChoiceState",
    "ConsentState",
    "DocumentState",
    "FlowState",
    "FormState",
    "LookUpState",
    "OwnNumbersState",
    "PhotoState",
    "PreparationItem",
    "PreparationState",
    "PreparationStatus",
    "ProofState",
    "ReasonState",
    "RelationState",
    "RepresentativeState",
    "ReturnState",
    "ReviewState",
    "UnitOrderState",
    "UnitState",
]


@dataclass(frozen=True, slots=True)
class ConsentState:
    """The notices this customer is shown, and the hash that the signature is bound to."""

    version: str
    notices: tuple[Notice, ...]
    notices_sha256: bytes


@dataclass(frozen=True, slots=True)
class LookUpState:
    """The step that asks for a number.

    Attributes:
        is_asking: the gateway is being asked.
        is_online: it can be asked; without it the number is typed and its state unknown.
        iccid: a SIM that was read already and will prove the use; empty before.
        sim_refused: why what was read last is none; a reason of `ChoiceState`.
    """

    is_asking: bool = False
    is_online: bool = True
    iccid: str = ""
    sim_refused: str = ""


@dataclass(frozen=True, slots=True)
class AuthorisationState:
    """The step that asks for a number to be ported, and for its carrier's code.

    Attributes:
        is_asking: that carrier is being asked.
        is_online: it can be asked.
    """

    is_asking: bool = False
    is_online: bool = True


@dataclass(frozen=True, slots=True)
class UnitState:
    """The step that asks for a unit; `unit` is None before one was looked up."""

    is_asking: bool = False
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class UnitOrderState:
    """The order whose users come now.

    Attributes:
        order: None before the gateway has said what it is.
        is_next_later: the next user is not here, and activates later in person.
    """

    order: UnitOrder | None = None
    is_asking: bool = False
    is_next_later: bool = False


@dataclass(frozen=True, slots=True)
class ProofState:
    """The step that asks for a proof of use.

    Attributes:
        may_send_code: a message reaches the number, and the gateway this counter.
        is_code_sent: one is on its way; six digits are awaited.
    """

    is_asking: bool = False
    may_send_code: bool = False
    is_code_sent: bool = False
    sim_refused: str = ""


@dataclass(frozen=True, slots=True)
class OwnNumbersState:
    """The step that shows a customer the numbers in their own name.

    Attributes:
        numbers: what the customer looks at; None before they do.
    """

    is_asking: bool = False
    numbers: tuple[OwnNumber, ...] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class PhotoState:
    """The photo step.

    Attributes:
        reason: why another photo is asked for, a face verdict's code; empty for the first.
        left: how many photos may still be judged.
    """

    reason: str = ""
    left: int = 0


@dataclass(frozen=True, slots=True)
class CentreWait:
    """Whether the open case waits for the carrier's centre, and when its countdown ends.

    Attributes:
        until: None while it is on its way to the centre.
    """

    is_asked: bool = False
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class DocumentState:
    """The step that photographs what somebody has brought along.

    Attributes:
        types: what it may be, in the order of the keys.
        chosen: which it is; None before one of several was chosen.
        captured: how many documents of this step are there already.
        watermark: what is drawn into every copy.
    """

    types: tuple[DocumentType, ...]
    chosen: DocumentType | None
    images: tuple[DocumentImage, ...] = field(default=(), repr=False)
    captured: int = 0
    watermark: str = ""


@dataclass(frozen=True, slots=True)
class RelationState:
    """The step that asks what somebody is to the owner: the list, and nothing beside it."""

    relations: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class ReasonState:
    """The step that asks why it is a document without a chip.

    Attributes:
        left: how many more this outlet may capture today, by the gateway's count.
    """

    reasons: tuple[SpecialReason, ...]
    left: int


@dataclass(frozen=True, slots=True)
class RepresentativeState:
    """Who acts for the owner, in masks; `relation` is None before it was chosen."""

    role: PartyRole
    masked_name: str
    masked_id_number: str
    relation: Relation | None


@dataclass(frozen=True, slots=True)
class ReviewState:
    """What somebody has to decide; `is_deciding` while the gateway is asked.

    Attributes:
        ways: who may: a supervisor here, the carrier's centre, or either.
        centre: how the case stands there.
        live_photo: the JPEG that was judged, for the eyes only; None of whoever was not
            photographed.
    """

    codes: tuple[str, ...]
    is_deciding: bool = False
    asks_second_factor: bool = True
    ways: tuple[ReviewWay, ...] = (ReviewWay.ON_SITE,)
    centre: CentreWait = CentreWait()
    live_photo: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ChoiceState:
    """Offer and SIM beside the number.

    Attributes:
        chosen_offer: code of the offer marked.
        iccid: as read, empty before; `sim_warnings` says what is odd about it.
        scan_refused: why the last scan gave no SIM: the reason of `domain.sim.NotAnIccid`, or
            `in_use` for the customer's own.
        eid, imei: of the device whose eSIM is asked for, as scanned; `takes_esim` where one may be.
        stock_refused: why the marked SIM was taken off again: a `domain.sim_stock.SimStanding`.
        slot_refused: why the chip in a reader gives none, in the driver's word, or `in_use`.
    """

    offers: tuple[Offer, ...] = ()
    chosen_offer: str = ""
    iccid: str = ""
    sim_source: SimSource | None = None
    sim_warnings: tuple[str, ...] = ()
    scan_refused: str = ""
    slot_refused: str = ""
    stock_refused: str = ""
    eid: str = ""
    imei: str = ""
    takes_esim: bool = False

    @property
    def has_esim(self) -> bool:
        """Whether both numbers of the device are there."""
        return bool(self.eid and self.imei)


@dataclass(frozen=True, slots=True)
class FlowState:
    """A flow that may be begun by a key; `needs_network` while it is closed for want of it."""

    name: str
    needs_network: bool = False


@dataclass(frozen=True, slots=True)
class FormState:
    """The registration form as a paper to be drawn, and the hash that is signed."""

    paper: Paper
    form_sha256: bytes


@dataclass(frozen=True, slots=True)
class ReturnState:
    """A slip was scanned: whose card and photo are awaited, the gateway decides.

    Attributes:
        is_asking: the gateway is being asked; no card is taken before it has answered.
    """

    captured_at: datetime | None = None
    expires_at: datetime | None = None
    is_asking: bool = False


class PreparationStatus(StrEnum):
    """How one line of the preparation stands."""

    GOOD = "GOOD"
    WARNING = "WARNING"
    MISSING = "MISSING"
    WORKING = "WORKING"


@dataclass(frozen=True, slots=True)
class PreparationItem:
    """One line: `name` is `configuration`, `challenges`, `numbers`, `log_in`, `reader`, `camera`,
    `battery`, `disk`, `clock` or `location`; `figure` is a count, a percentage, metres or a time,
    as the screen has it, or why there is no position.
    """

    name: str
    status: PreparationStatus
    figure: int | datetime | str = ""


@dataclass(frozen=True, slots=True)
class PreparationState:
    """The page 外出准备; how many cases until when is `CounterState.offline`, the banner's own."""

    items: tuple[PreparationItem, ...]
    is_working: bool = False
