"""A sealed case for docs/protocol-vectors.json in which a trustee has brought a letter along: its
image stands in the trustee's own element, its hash and the relation on the form that is signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from pos_client.domain.document import CapturedDocument, DocumentImage, LetterType
from pos_client.domain.flow import PartyRole
from pos_client.domain.form import DocumentOnForm, FormValue
from pos_client.domain.relation import Relation
from pos_client.protocol.bodies import RegistrationBody
from tests.unit.pos_client.protocol.vector_of_acting import body_by_trustee, form_by_trustee
from tests.unit.pos_client.protocol.vector_values import NOW, handwritten

__all__ = ["GREY_PAGE", "body_with_letter", "form_with_letter"]

_HEAD = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb00430050373c463c32504641465a55505f78c882786e"
    "6e78f5afb991c8" + "ff" * 38 + "ffc0000b0801e0028001011100ffc40015000101" + "00" * 15 + "03"
    "ffc400141001" + "00" * 16 + "ffda0008010100003f00"
)
GREY_PAGE = _HEAD + b"\xb8" + bytes(1199) + b"\x0f\xff\xd9"
"""A grey picture of 640 x 480, the same to the byte whoever encodes pictures."""


def form_with_letter() -> FormValue:
    letter = DocumentOnForm.of(PartyRole.TRUSTEE, _letter())
    return replace(form_by_trustee(), relation=Relation.CHILD.value, documents=(letter,))


def body_with_letter() -> bytes:
    """The trustee signs for letter and relation."""
    plain, form = RegistrationBody.from_bytes(body_by_trustee()), form_with_letter()
    (trustee,) = plain.parties
    signed = handwritten(form.sha256, NOW - timedelta(seconds=5))
    trustee = replace(trustee, form_signature=signed, documents=(_letter(),))
    return replace(plain, relation=Relation.CHILD, parties=(trustee,)).to_bytes()


def _letter() -> CapturedDocument:
    taken = DocumentImage(
        GREY_PAGE, NOW - timedelta(seconds=20), "camera-1", "USB Camera", is_simulated=False
    )
    return CapturedDocument(LetterType.AUTHORISATION_LETTER, (taken,))
