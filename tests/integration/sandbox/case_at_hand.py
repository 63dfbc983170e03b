"""What a clerk has gathered of one case, for devices of the sandbox's tests."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pos_client.domain.consent import Consent
from pos_client.domain.document import CapturedDocument
from pos_client.domain.evidence import Challenge, Evidence
from pos_client.domain.flow import PartyRole, Step
from pos_client.domain.flows import FLOWS
from pos_client.domain.live_photo import LivePhoto
from pos_client.domain.own_number import OwnNumber
from pos_client.domain.relation import Relation
from pos_client.domain.slip_code import Completing
from pos_client.domain.special_document import SpecialReason
from pos_client.domain.subject import Subject
from pos_client.domain.unit import UnitAsked
from pos_client.domain.unit_order import OrderCode


@dataclass
class CaseAtHand:
    """What a clerk has gathered of one case.

    Attributes:
        role: of the person whose reads, photo and answers these are; None for the lead.
        documents: what this person has brought along; None for what the flow asks for.
        unit, order_token: which unit asks for what, and what opens its order.
        unit_order: the order that the number of this case is of.
        others: what was gathered of everybody else in the case, in the order of the flow.
    """

    id: UUID
    transaction_id: str
    challenge: Challenge
    flow: str = "new_number"
    completes: Completing | None = None
    subject: Subject | None = None
    disputed: OwnNumber | None = None
    reads: tuple[Evidence, ...] = ()
    opened_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    consent: Consent | None = None
    photo: LivePhoto | None = None
    verdicts: tuple[str, ...] = ()
    review: str = ""
    phone_number: str = ""
    hold_id: str = ""
    return_token: str = ""
    role: PartyRole | None = None
    others: tuple[CaseAtHand, ...] = ()
    relation: Relation | None = None
    documents: tuple[CapturedDocument, ...] | None = None
    reason: SpecialReason | None = None
    unit: UnitAsked | None = None
    unit_order: OrderCode | None = None
    order_token: str = ""

    def asks(self, step: Step) -> bool:
        """Whether whoever this is takes a step in the flow."""
        flow = FLOWS[self.flow]
        return flow.asks(self.role or flow.lead, step)


def challenge(said: dict[str, Any], transaction_id: str = "") -> Challenge:
    return Challenge(
        id=said["id"],
        nonce=base64.b64decode(said["nonce"]),
        expires_at=datetime.fromisoformat(said["expires_at"]),
        real_name_transaction_id=transaction_id,
    )
