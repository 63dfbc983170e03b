"""Who takes part in a sealed case, and what each of them has yielded."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pos_client.domain.consent import Consent
from pos_client.domain.document import CapturedDocument
from pos_client.domain.evidence import Evidence
from pos_client.domain.flow import PartyRole
from pos_client.domain.handwritten_signature import HandwrittenSignature
from pos_client.domain.live_photo import LivePhoto
from pos_client.protocol.documents import pack_documents, unpack_documents
from pos_client.protocol.form import has_form
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

__all__ = ["Person", "SealedPerson", "pack_party", "unpack_party"]

_FORM = {
    **dict.fromkeys(("role", "visual_check_at", "review"), str),
    **dict.fromkeys(("consent", "live_photo", "form_signature"), dict),
    **dict.fromkeys(("evidence", "verdicts"), list),
}
_OF_SOME = {"documents": list}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is judged of one person: reads, answers, photo.

    Attributes:
        consent, live_photo: None for whoever is not asked, or not photographed, in this role.
    """

    role: PartyRole
    consent: Consent | None
    live_photo: LivePhoto | None
    evidence: tuple[Evidence, ...]

    @property
    def photo_sha256(self) -> bytes:
        """What verdicts about this person are bound to; empty where nobody was photographed."""
        return self.live_photo.sha256 if self.live_photo is not None else b""

    @property
    def notices_sha256(self) -> bytes:
        """Of what this person has answered; empty where nobody was asked."""
        return self.consent.notices_sha256 if self.consent is not None else b""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedPerson(Person):
    """What a sealed case holds of one person.

    Attributes:
        visual_check_at: None for whoever is not here.
        verdicts, review: as in a `RegistrationBody`, about this person.
        form_signature: None for whoever signs nothing, or signs on the next visit.
        documents: what this person has brought along, in the flows that ask for any.
    """

    visual_check_at: datetime | None
    verdicts: tuple[str, ...] = field(repr=False)
    review: str = field(repr=False)
    form_signature: HandwrittenSignature | None
    documents: tuple[CapturedDocument, ...] = field(default=(), repr=False)


def pack_party(person: SealedPerson) -> dict[str, Any]:
    """One element of `parties`."""
    signature = person.form_signature
    return {
        "role": person.role.value,
        "visual_check_at": pack_moment(person.visual_check_at),
        "consent": pack_consent(person.consent),
        "live_photo": pack_photo(person.live_photo),
        "evidence": [pack_evidence(read) for read in person.evidence],
        "verdicts": list(person.verdicts),
        "review": person.review,
        "form_signature": pack_signature(signature) if signature else {},
        **pack_documents(person.documents),
    }


def unpack_party(plain: object) -> SealedPerson:
    """Raises BodyRefused or ValueError for anything but the exact form."""
    if not isinstance(plain, dict):
        raise BodyRefused("body: form")
    said = {name: kind for name, kind in _OF_SOME.items() if name in plain}
    if not has_form(plain, {**_FORM, **said}):
        raise BodyRefused("body: form")
    if not all(isinstance(verdict, str) for verdict in plain["verdicts"]):
        raise BodyRefused("body: form")
    signature = plain["form_signature"]
    return SealedPerson(
        role=PartyRole(plain["role"]),
        visual_check_at=unpack_moment(plain["visual_check_at"]),
        consent=unpack_consent(plain["consent"]),
        live_photo=unpack_photo(plain["live_photo"]),
        evidence=tuple(unpack_evidence(read) for read in plain["evidence"]),
        verdicts=tuple(plain["verdicts"]),
        review=plain["review"],
        form_signature=unpack_signature(signature) if signature else None,
        documents=unpack_documents(plain["documents"]) if "documents" in plain else (),
    )
