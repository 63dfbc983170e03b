"""The three papers (登记单 · 凭条 · 受理单) as values: masks only, whoever draws them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from drivers.card.read import CardKind
from pos_client.domain.document import DocumentType
from pos_client.domain.flow import PartyRole
from pos_client.domain.flows import NEW_NUMBER
from pos_client.domain.handwritten_signature import HandwrittenSignature
from pos_client.domain.paper_channel import NO_CHANNEL, PaperChannel
from pos_client.domain.policy import Completion
from pos_client.domain.relation import Relation
from pos_client.domain.special_document import SpecialReason
from pos_client.domain.unit import UnitAsked
from pos_client.domain.unit_order import UnderOrder

__all__ = ["CLAIMS", "Paper", "PaperKind", "PaperPerson", "claims_something"]

CLAIMS: Final = ("已受理", "已实名", "已核验", "已开通", "办理成功")
"""What only an outcome may say. Names and sentences of a configuration may not decide anything."""


class PaperKind(StrEnum):
    """Which paper; never swapped, for each may say other words."""

    REGISTRATION_FORM = "REGISTRATION_FORM"  # 《入网实名登记单》, before the outcome
    CUSTOMER_SLIP = "CUSTOMER_SLIP"  # 《信息采集凭条（未核验，不作为入网凭证）》, offline only
    ACCEPTANCE_FORM = "ACCEPTANCE_FORM"  # 《业务受理单》, after a signed acceptance only


@dataclass(frozen=True, slots=True)
class PaperPerson:
    """Somebody who takes part beside the one whose paper it is, in masks."""

    role: PartyRole
    document_kind: CardKind
    masked_name: str
    masked_id_number: str
    handwritten_signature: HandwrittenSignature | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on one paper. What a kind of paper has no place for is empty.

    Attributes:
        case_number: the form's number, which people read out.
        document_kind: None where it was not kept.
        flow: its name; where there is no tariff, none stands on the paper either.
        is_restored: the receipt itself says that a restore order went along.
        phone_number: in full, for this is the customer's own paper; empty where none was chosen.
        masked_esim: EID and IMEI of the eSIM's device, each in its mask; empty without one.
        masked_iccid: first six and last four characters.
        qr_text: what the code holds, no person: on the slip case and random token, else the number
            of the form.
        made_at: when the case was saved, or the form made.
        decided_at, receipt_number: of the signed acceptance.
        is_activated: the receipt itself reports the activation.
        sim_is_handed_over: whether the inactive SIM goes along with the customer before anything is
            verified; None where the paper is not about that.
        sim_works_from: when the new SIM begins to work, where the receipt delays it.
        risk_notice: what is signed with the form of a flagged number, paragraph by paragraph.
        is_reprint: printed before; the paper then says so.
        relation: what whoever acts for the owner is to them, in the flows with one.
        unit, order: which unit asks for what, or of whose order the number is.
        resume_code: what opens the order, or the number that waits for its user; else empty.
        documents: the type of each that was brought along, and its number of images.
        reason: why a document has no chip, in the flow without any read.
        others: who takes part beside this person, in the order of the flow.
        channel: the outlet's commission, and whose network an MVNO sells.
    """

    kind: PaperKind
    case_number: str
    brand: str
    outlet_name: str
    outlet_code: str
    sign_number: str
    agent_number: str
    clerk_number: str
    document_kind: CardKind | None
    masked_name: str
    masked_id_number: str
    made_at: datetime
    is_demo: bool
    flow: str = NEW_NUMBER.name
    phone_number: str = ""
    masked_iccid: str = ""
    masked_esim: str = ""
    offer_name: str = ""
    monthly_fee_fen: int = 0
    form_sha256: bytes = b""
    where_to_ask: str = ""
    completion: Completion = Completion.CUSTOMER_RETURNS
    qr_text: str = field(default="", repr=False)
    decided_at: datetime | None = None
    receipt_number: str = ""
    is_activated: bool = False
    is_restored: bool = False
    sim_is_handed_over: bool | None = None
    sim_works_from: datetime | None = None
    risk_notice: tuple[str, ...] = ()
    is_reprint: bool = False
    relation: Relation | None = None
    documents: tuple[tuple[DocumentType, int], ...] = ()
    reason: SpecialReason | None = None
    unit: UnitAsked | None = None
    order: UnderOrder | None = None
    resume_code: str = field(default="", repr=False)
    others: tuple[PaperPerson, ...] = ()
    channel: PaperChannel = NO_CHANNEL
    handwritten_signature: HandwrittenSignature | None = field(default=None, repr=False)


def claims_something(words: str) -> bool:
    """Whether these words say what only an outcome may say."""
    return any(claim in words for claim in CLAIMS)
