"""A sealed case for docs/protocol-vectors.json of somebody whose document has no chip: no read, no
name and no number anywhere, and the form names the document by its kind and its images' hash."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from pos_client.domain.document import CapturedDocument, DocumentImage, SpecialDocumentType
from pos_client.domain.flow import PartyRole
from pos_client.domain.flows import SPECIAL_DOCUMENT
from pos_client.domain.form import DocumentOnForm, FormValue, PersonOnForm, form_of
from pos_client.domain.special_document import SpecialReason
from pos_client.protocol.bodies import RegistrationBody
from tests.unit.pos_client.protocol.vector_of_letter import GREY_PAGE
from tests.unit.pos_client.protocol.vector_values import CASE, NOW, agreed, body, handwritten

__all__ = ["body_of_special", "form_of_special"]

_REASON = SpecialReason.FOREIGNER_WITHOUT_PR


def form_of_special() -> FormValue:
    asked = agreed().case.notices.sha256
    return form_of(
        case_id=CASE,
        flow=SPECIAL_DOCUMENT.name,
        opened_at=NOW - timedelta(minutes=3),
        outlet=agreed().outlet,
        clerk_number="0017",
        people=(PersonOnForm.without_read(PartyRole.OWNER, _passport(), asked),),
        phone_number="17055500188",
        iccid="89860012345678901236",
        offer_code="SL-39",
        is_offline=False,
        documents=(DocumentOnForm.of(PartyRole.OWNER, _passport()),),
        reason=_REASON,
    )


def body_of_special() -> bytes:
    """The customer answers nothing about faces, for there is none to compare with."""
    plain, form = RegistrationBody.from_bytes(body()), form_of_special()
    asked = plain.consent
    assert asked is not None
    return replace(
        plain,
        flow=SPECIAL_DOCUMENT.name,
        consent=replace(asked, declined=()),
        evidence=(),
        verdicts=("verdict of the document",),
        review="review",
        form_number=form.form_number,
        form_signature=handwritten(form.sha256, NOW - timedelta(seconds=5)),
        contact_number="",
        documents=(_passport(),),
        reason=_REASON,
    ).to_bytes()


def _passport() -> CapturedDocument:
    taken = DocumentImage(
        GREY_PAGE, NOW - timedelta(seconds=90), "camera-1", "USB Camera", is_simulated=False
    )
    return CapturedDocument(SpecialDocumentType.PASSPORT, (taken,))
