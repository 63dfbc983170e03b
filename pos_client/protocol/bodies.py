"""What is sealed inside an envelope: canonical JSON of one exact form."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from pos_client.domain.consent import Consent
from pos_client.domain.document import CapturedDocument
from pos_client.domain.esim import AnySim
from pos_client.domain.evidence import Evidence
from pos_client.domain.flow import PartyRole
from pos_client.domain.handwritten_signature import HandwrittenSignature
from pos_client.domain.live_photo import LivePhoto
from pos_client.domain.relation import Relation
from pos_client.domain.sim import Sim, SimSource
from pos_client.domain.slip_code import Completing
from pos_client.domain.special_document import SpecialDocumentIdentity, SpecialReason
from pos_client.domain.subject import Subject
from pos_client.domain.unit import UnitAsked
from pos_client.domain.unit_order import OrderCode
from pos_client.domain.work_signal import NOTHING_SEEN, Surroundings
from pos_client.protocol import strict_json
from pos_client.protocol.body_reading import check_told_once, lead_of, plain_body
from pos_client.protocol.documents import pack_documents, unpack_documents
from pos_client.protocol.esim import pack_esim, unpack_esim
from pos_client.protocol.form import moment, own_id
from pos_client.protocol.own_numbers import pack_reference, reference_in
from pos_client.protocol.parts import (
    BodyRefused,
    pack_consent,
    pack_evidence,
    pack_moment,
    pack_photo,
    pack_signature,
    unpack_consent,
    unpack_evidence,
    unpack_moment,
    unpack_photo,
    unpack_signature,
)
from pos_client.protocol.people import Person, SealedPerson, pack_party, unpack_party
from pos_client.protocol.special_documents import pack_special, unpack_special
from pos_client.protocol.subject import pack_subject, unpack_subject
from pos_client.protocol.surroundings import SURROUNDINGS_FORM, pack_surroundings, surroundings_in
from pos_client.protocol.units import order_in, pack_units, unit_in

__all__ = ["BodyRefused", "RegistrationBody", "VerificationBody"]

_VERIFICATION_FORM = {
    **dict.fromkeys(("case_id", "flow", "real_name_transaction_id", "session"), str),
    **dict.fromkeys(("completes_registration_id", "completes_token"), str),
    **dict.fromkeys(("consent", "live_photo"), dict),
    "evidence": list,
}
_REGISTRATION_FORM = {
    **_VERIFICATION_FORM,
    **dict.fromkeys(("clerk_number", "phone_number", "hold_id", "offer_code"), str),
    **dict.fromkeys(("iccid", "sim_source", "form_number", "contact_number"), str),
    **dict.fromkeys(("opened_at", "visual_check_at", "confirmed_at"), str),
    **dict.fromkeys(("return_token", "review"), str),
    **dict.fromkeys(("is_offline", "is_offline_session"), bool),
    "form_signature": dict,
    "verdicts": list,
}
# Members of some flows; where there is nothing to say they do not stand there at all.
_OF_SOME_VERIFICATION = {
    "subject": dict,
    "role": str,
    "special": dict,
    "unit": dict,
    "unit_order": dict,
}
_OF_SOME_REGISTRATION = {
    **SURROUNDINGS_FORM,
    "subject": dict,
    "parties": list,
    "relation": str,
    "disputed_number": str,
    "esim": dict,
    "documents": list,
    "reason": str,
    "unit": dict,
    "unit_order": dict,
}


@dataclass(frozen=True, slots=True)
class VerificationBody:
    """Asks for the verdicts about one person of a case.

    Attributes:
        role: who of the flow this is; None for its lead.
        completes: the registration that a returning customer completes, if any.
        subject: the number that the case is about, in a flow about one that exists.
        special: by which document, in a flow that reads no card.
        unit, unit_order: which unit asks for what, or of which order the number is.
        order_token: what opens the order later, in the registration of its unit.
    """

    case_id: UUID
    flow: str
    real_name_transaction_id: str
    session: str = field(repr=False)
    consent: Consent | None
    live_photo: LivePhoto | None
    evidence: tuple[Evidence, ...]
    completes: Completing | None = None
    subject: Subject | None = None
    role: PartyRole | None = None
    special: SpecialDocumentIdentity | None = None
    unit: UnitAsked | None = None
    unit_order: OrderCode | None = None
    order_token: str = field(default="", repr=False)

    @property
    def person(self) -> Person:
        return Person(
            role=lead_of(self.flow) if self.role is None else self.role,
            consent=self.consent,
            live_photo=self.live_photo,
            evidence=self.evidence,
        )

    @property
    def reads(self) -> tuple[Evidence, ...]:
        return self.evidence

    def to_bytes(self) -> bytes:
        role = {"role": self.role.value} if self.role is not None else {}
        return strict_json.canonical(_plain_of_both(self) | role | pack_special(self.special))

    @classmethod
    def from_bytes(cls, data: bytes) -> VerificationBody:
        """Raises BodyRefused for anything but the exact form."""
        plain = plain_body(data, _VERIFICATION_FORM, _OF_SOME_VERIFICATION)
        try:
            role = PartyRole(plain["role"]) if "role" in plain else None
        except ValueError:
            raise BodyRefused("body: role") from None
        if role is not None and role is lead_of(str(plain["flow"])):
            raise BodyRefused("body: role")
        special = unpack_special(plain["special"]) if "special" in plain else None
        return _made(cls, _values_of_both(plain) | {"role": role, "special": special}, data)


@dataclass(frozen=True, slots=True)
class RegistrationBody:
    """A whole sealed case.

    Attributes:
        session: the gateway's session token, or that of the last log-in with the gateway when
            the clerk logged in offline; `is_offline_session` says which.
        verdicts: the gateway's own JWS tokens; empty for a case captured offline.
        review: the JWS of a supervisor's decision; empty where no verdict asked for one.
        hold_id: the gateway's hold; empty for a number of the leased block or for none.
        phone_number: what the customer chose; empty when the number waits for the next visit.
        form_number, form_signature: empty and None where the form waits for the next visit.
        contact_number: typed, marked as such, and it identifies nobody; may be empty.
        return_token: what the customer's slip holds; empty online.
        subject: as in a `VerificationBody`; `phone_number` is then the same, but where the form
            waits for the next visit.
        parties: whoever takes part beside the lead, in the order of the flow; the lead's own are
            the members of the body itself.
        visual_check_at, consent, live_photo: None where the flow asks none of the lead.
        relation: what whoever acts for the owner is to them, in the flows with one.
        documents: what the lead has brought along, as of a `SealedPerson`.
        reason: why the lead's document has no chip, in the flow without any read.
        unit, unit_order, order_token: as in a `VerificationBody`.
        disputed_number: the gateway's reference of a number that its holder says is not theirs;
            empty in any other flow. The number itself stands nowhere: `phone_number` is empty.
        surroundings: where the card was read, and what the computer tells of its hands.
    """

    case_id: UUID
    flow: str
    real_name_transaction_id: str
    is_offline: bool
    clerk_number: str
    is_offline_session: bool
    session: str = field(repr=False)
    opened_at: datetime
    visual_check_at: datetime | None
    confirmed_at: datetime
    consent: Consent | None
    live_photo: LivePhoto | None
    phone_number: str
    hold_id: str
    offer_code: str
    sim: AnySim | None
    form_number: str
    form_signature: HandwrittenSignature | None
    contact_number: str = field(repr=False)
    return_token: str = field(repr=False)
    verdicts: tuple[str, ...] = field(repr=False)
    review: str = field(repr=False)
    evidence: tuple[Evidence, ...]
    completes: Completing | None = None
    subject: Subject | None = None
    parties: tuple[SealedPerson, ...] = ()
    relation: Relation | None = None
    disputed_number: str = ""
    documents: tuple[CapturedDocument, ...] = field(default=(), repr=False)
    reason: SpecialReason | None = None
    unit: UnitAsked | None = None
    unit_order: OrderCode | None = None
    order_token: str = field(default="", repr=False)
    surroundings: Surroundings = NOTHING_SEEN

    @property
    def people(self) -> tuple[SealedPerson, ...]:
        """Everybody, the lead first."""
        lead = SealedPerson(
            role=lead_of(self.flow),
            visual_check_at=self.visual_check_at,
            consent=self.consent,
            live_photo=self.live_photo,
            evidence=self.evidence,
            verdicts=self.verdicts,
            review=self.review,
            form_signature=self.form_signature,
            documents=self.documents,
        )
        return (lead, *self.parties)

    @property
    def sim_number(self) -> str:
        """What the gateway's books know the SIM by: its ICCID, or the EID; empty without one."""
        sim = self.sim
        return "" if sim is None else sim.iccid if isinstance(sim, Sim) else sim.stock_number

    @property
    def reads(self) -> tuple[Evidence, ...]:
        """Every read of everybody."""
        return tuple(read for person in self.people for read in person.evidence)

    def to_bytes(self) -> bytes:
        others, plastic = pack_esim(self.sim), self.sim if isinstance(self.sim, Sim) else None
        others |= pack_documents(self.documents) | pack_surroundings(self.surroundings)
        others |= pack_reference(self.disputed_number)
        if self.parties:
            others["parties"] = [pack_party(each) for each in self.parties]
        if self.relation is not None:
            others["relation"] = self.relation.value
        if self.reason is not None:
            others["reason"] = self.reason.value
        return strict_json.canonical(
            _plain_of_both(self)
            | others
            | {
                "is_offline": self.is_offline,
                "clerk_number": self.clerk_number,
                "is_offline_session": self.is_offline_session,
                "opened_at": self.opened_at.isoformat(),
                "visual_check_at": pack_moment(self.visual_check_at),
                "confirmed_at": self.confirmed_at.isoformat(),
                "phone_number": self.phone_number,
                "hold_id": self.hold_id,
                "offer_code": self.offer_code,
                "iccid": plastic.iccid if plastic else "",
                "sim_source": plastic.source.value if plastic else "",
                "form_number": self.form_number,
                "form_signature": pack_signature(self.form_signature)
                if self.form_signature
                else {},
                "contact_number": self.contact_number,
                "return_token": self.return_token,
                "verdicts": list(self.verdicts),
                "review": self.review,
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> RegistrationBody:
        """Raises BodyRefused for anything but the exact form."""
        plain = plain_body(data, _REGISTRATION_FORM, _OF_SOME_REGISTRATION)
        if not all(isinstance(verdict, str) for verdict in plain["verdicts"]):
            raise BodyRefused("body: form")
        try:
            iccid, sim_source = plain.pop("iccid"), plain.pop("sim_source")
            signature, esim = plain["form_signature"], plain.pop("esim", None)
            sim = None if esim is None else unpack_esim(esim)
            where, disputed_number = surroundings_in(plain), reference_in(plain)
            values = _values_of_both(plain) | {
                "surroundings": where,
                "disputed_number": disputed_number,
                "opened_at": moment(plain["opened_at"]),
                "visual_check_at": unpack_moment(plain["visual_check_at"]),
                "confirmed_at": moment(plain["confirmed_at"]),
                "sim": Sim(iccid, SimSource(sim_source)) if iccid else sim,
                "form_signature": unpack_signature(signature) if signature else None,
                "verdicts": tuple(plain["verdicts"]),
                "parties": tuple(unpack_party(each) for each in plain.get("parties", ())),
                "relation": Relation(plain["relation"]) if "relation" in plain else None,
                "reason": SpecialReason(plain["reason"]) if "reason" in plain else None,
                "documents": unpack_documents(plain["documents"]) if "documents" in plain else (),
            }
        except ValueError as error:
            raise BodyRefused(f"body: {type(error).__name__}") from None
        return _made(cls, values, data)


_Body = TypeVar("_Body", VerificationBody, RegistrationBody)


def _plain_of_both(body: VerificationBody | RegistrationBody) -> dict[str, Any]:
    completes = body.completes
    return {
        "case_id": str(body.case_id),
        "flow": body.flow,
        "real_name_transaction_id": body.real_name_transaction_id,
        "session": body.session,
        "completes_registration_id": str(completes.registration_id) if completes else "",
        "completes_token": completes.token if completes else "",
        "consent": pack_consent(body.consent),
        "live_photo": pack_photo(body.live_photo),
        "evidence": [pack_evidence(read) for read in body.evidence],
        **({"subject": pack_subject(body.subject)} if body.subject is not None else {}),
        **pack_units(body.unit, body.order_token, body.unit_order),
    }


def _values_of_both(plain: dict[str, Any]) -> dict[str, Any]:
    try:
        token, completed = plain.pop("completes_token"), plain.pop("completes_registration_id")
        subject = plain.pop("subject", None)
        unit, order_token = unit_in(plain)
        return plain | {
            "subject": None if subject is None else unpack_subject(subject),
            "unit": unit,
            "order_token": order_token,
            "unit_order": order_in(plain),
            "case_id": own_id(plain["case_id"]),
            "completes": Completing(own_id(completed), token) if completed else None,
            "consent": unpack_consent(plain["consent"]),
            "live_photo": unpack_photo(plain["live_photo"]),
            "evidence": tuple(unpack_evidence(read) for read in plain["evidence"]),
        }
    except ValueError as error:
        raise BodyRefused(f"body: {type(error).__name__}") from None


def _made(cls: type[_Body], values: dict[str, Any], data: bytes) -> _Body:
    body = cls(**values)
    check_told_once(body.reads)
    if body.to_bytes() != data:
        raise BodyRefused("body: not in its one form")
    return body
