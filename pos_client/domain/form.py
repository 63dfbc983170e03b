"""The registration form (入网实名登记单) as a value: what the customer signs.

Drawing it is somebody else's work; what is hashed and signed is this value in its one canonical
form, so client and gateway can each write it down from what they know and compare.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from drivers.card.read import CardKind
from pos_client.domain.document import CapturedDocument
from pos_client.domain.esim import AnySim, Esim
from pos_client.domain.flow import PartyRole
from pos_client.domain.local_day import local_day
from pos_client.domain.outlet import Outlet
from pos_client.domain.relation import Relation
from pos_client.domain.special_document import UNREAD, SpecialReason
from pos_client.domain.unit import UnitAsked
from pos_client.domain.unit_order import OrderCode

__all__ = ["DocumentOnForm", "FormValue", "PersonOnForm", "form_number_of", "form_of"]


def form_number_of(outlet_code: str, day: date, case_id: UUID) -> str:
    """The number of a case's form: outlet, local day, and the end of the case's id."""
    return f"{outlet_code}-{day:%y%m%d}-{case_id.hex[-8:].upper()}"


@dataclass(frozen=True, slots=True)
class PersonOnForm:
    """Somebody who takes part, in masks.

    Attributes:
        evidence_sha256: hex SHA-256 of the raw text of this person's first read; empty of whoever
            was not read.
        consent_sha256: hex SHA-256 of the notices that this person signed; empty for whoever is
            not here.
    """

    role: str
    document_kind: str
    masked_name: str
    masked_id_number: str
    evidence_sha256: str
    consent_sha256: str

    @classmethod
    def without_read(
        cls, role: PartyRole, document: CapturedDocument, consent_sha256: bytes
    ) -> PersonOnForm:
        """Of somebody whose document has no chip: its kind, and no part of an identity."""
        kind, bare = document.type.value, UNREAD
        return cls(role.value, kind, bare, bare, "", consent_sha256.hex())

    @classmethod
    def of(
        cls,
        role: PartyRole,
        kind: CardKind,
        masked_name: str,
        masked_id_number: str,
        first_raw_text: bytes,
        consent_sha256: bytes,
    ) -> PersonOnForm:
        """What stands there of somebody; `first_raw_text` is 256 bytes of their first read."""
        return cls(
            role.value,
            kind.value,
            masked_name,
            masked_id_number,
            hashlib.sha256(first_raw_text).hexdigest(),
            consent_sha256.hex(),
        )


@dataclass(frozen=True, slots=True)
class DocumentOnForm:
    """A document that somebody has brought along; `sha256` is hex, over its images."""

    role: str
    type: str
    sha256: str

    @classmethod
    def of(cls, role: PartyRole, document: CapturedDocument) -> DocumentOnForm:
        return cls(role.value, document.type.value, document.sha256.hex())


_OF_SOME = (
    *("others", "risk_notice_sha256", "relation", "documents", "reason"),
    *("eid", "imei", "unit_credit_code", "unit_use", "unit_count", "unit_order"),
)


@dataclass(frozen=True, slots=True)
class FormValue:
    """What stands on the form. Masks only: the evidence itself is sealed beside it.

    Attributes:
        evidence_sha256: hex SHA-256 of the raw text of the case's first read.
        consent_sha256: hex SHA-256 of the notices that were signed, as of a `PersonOnForm`.
        others: who takes part beside the lead, in the order of the flow. The form of a case with
            one person says nothing of others, and is the same to the byte as before there were any.
        risk_notice_sha256: hex SHA-256 of the risk notice that is signed with the form; empty, and
            no member of the form, where none is.
        relation: what whoever acts for the owner is to them; likewise.
        reason: why the document has no chip; likewise.
        documents: what was brought along, by the people's order; likewise.
        unit_credit_code, unit_use, unit_count: which unit asks for what; likewise.
        unit_order: the order that a number is of, by its id; likewise.
        eid, imei: of the eSIM that goes with the number; likewise, and `iccid` is then empty.
    """

    form_number: str
    case_id: str
    flow: str
    brand: str
    outlet_code: str
    sign_number: str
    agent_number: str
    clerk_number: str
    document_kind: str
    masked_name: str
    masked_id_number: str
    evidence_sha256: str
    consent_sha256: str
    phone_number: str
    iccid: str
    offer_code: str
    is_offline: bool
    others: tuple[PersonOnForm, ...] = ()
    risk_notice_sha256: str = ""
    relation: str = ""
    documents: tuple[DocumentOnForm, ...] = ()
    reason: str = ""
    unit_credit_code: str = ""
    unit_use: str = ""
    unit_count: int = 0
    unit_order: str = ""
    eid: str = ""
    imei: str = ""

    @property
    def members(self) -> dict[str, Any]:
        """What is hashed; a member of some flows is not there where it says nothing."""
        members = asdict(self)
        for name in _OF_SOME:
            if not members[name]:
                del members[name]
        return members

    @property
    def sha256(self) -> bytes:
        """SHA-256 over the canonical JSON: what each handwritten signature is bound to."""
        text = json.dumps(self.members, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).digest()


def form_of(
    *,
    case_id: UUID,
    flow: str,
    opened_at: datetime,
    outlet: Outlet,
    clerk_number: str,
    people: tuple[PersonOnForm, ...],
    phone_number: str,
    iccid: str,
    offer_code: str,
    is_offline: bool,
    risk_notice_sha256: bytes = b"",
    relation: Relation | None = None,
    documents: tuple[DocumentOnForm, ...] = (),
    reason: SpecialReason | None = None,
    unit: UnitAsked | None = None,
    order: OrderCode | None = None,
    sim: AnySim | None = None,
) -> FormValue:
    """Fill the form in. Client and gateway both do, each from what it knows.

    Args:
        opened_at: when the case was opened; the form's number names that local day.
        people: everybody who takes part, the lead first.
        risk_notice_sha256: of the notice that goes with the form; empty where none does.
        relation: what whoever acts for the owner is to them, where there is one.
        documents: what they have brought along.
        reason: why one of them has no chip, where nobody was read.
        unit: which unit asks for what.
        order: the order that the number is of.
        sim: of an eSIM both numbers stand on the form; `iccid` says the rest.
    """
    lead, *others = people
    form = FormValue(
        form_number=form_number_of(outlet.code, local_day(opened_at), case_id),
        case_id=str(case_id),
        flow=flow,
        brand=outlet.brand,
        outlet_code=outlet.code,
        sign_number=outlet.sign_number,
        agent_number=outlet.agent_number,
        clerk_number=clerk_number,
        document_kind=lead.document_kind,
        masked_name=lead.masked_name,
        masked_id_number=lead.masked_id_number,
        evidence_sha256=lead.evidence_sha256,
        consent_sha256=lead.consent_sha256,
        phone_number=phone_number,
        iccid=iccid,
        offer_code=offer_code,
        is_offline=is_offline,
        others=tuple(others),
        risk_notice_sha256=risk_notice_sha256.hex(),
        relation=relation.value if relation is not None else "",
        documents=documents,
        reason=reason.value if reason is not None else "",
    )
    return _with_unit(_with_esim(form, sim), unit, order)


def _with_esim(form: FormValue, sim: AnySim | None) -> FormValue:
    return replace(form, eid=sim.eid, imei=sim.imei) if isinstance(sim, Esim) else form


def _with_unit(form: FormValue, unit: UnitAsked | None, order: OrderCode | None) -> FormValue:
    if unit is not None:
        credit_code = unit.unit.credit_code
        use, count = unit.use.value, unit.count
        form = replace(form, unit_credit_code=credit_code, unit_use=use, unit_count=count)
    return form if order is None else replace(form, unit_order=str(order.order_id))
