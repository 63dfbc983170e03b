"""A unit and one of its users for docs/protocol-vectors.json: the handling agent brings licence and
letter and asks for an order; the user's case bears that order. Both sign for just that."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from drivers.card.read import CardKind
from drivers.simulator.deck import load_deck
from pos_client.domain.document import (
    CapturedDocument,
    DocumentImage,
    LetterType,
    UnitDocumentType,
)
from pos_client.domain.flow import PartyRole
from pos_client.domain.flows import UNIT_REGISTRATION, UNIT_USER
from pos_client.domain.form import DocumentOnForm, FormValue, PersonOnForm, form_of
from pos_client.domain.unit import Unit, UnitAsked, UnitUse
from pos_client.domain.unit_order import OrderCode
from pos_client.protocol.bodies import RegistrationBody
from tests.unit.pos_client.protocol.vector_of_letter import GREY_PAGE
from tests.unit.pos_client.protocol.vector_values import (
    CASE,
    NOW,
    REGISTRATION,
    agreed,
    body,
    handwritten,
)

__all__ = ["body_of_unit", "body_of_unit_user", "form_of_unit", "form_of_unit_user"]

_ASKED = UnitAsked(Unit("91350100M000100Y43"), UnitUse.STAFF, 200)
_TOKEN = "ABCDEFGH234567ABCDEFGHIJ"
_ORDER = OrderCode(REGISTRATION, _TOKEN)


def _person(role: PartyRole) -> PersonOnForm:
    return PersonOnForm.of(
        role,
        CardKind.RESIDENT,
        "林**",
        "3501**********9015",
        load_deck()["resident-lin"].card().text,
        agreed().case.notices.sha256,
    )


def _page(mark: bytes) -> DocumentImage:
    comment = b"\xff\xfe" + (len(mark) + 2).to_bytes(2) + mark
    taken_at = NOW - timedelta(seconds=20)
    jpeg = GREY_PAGE[:2] + comment + GREY_PAGE[2:]
    return DocumentImage(jpeg, taken_at, "camera-1", "USB Camera", is_simulated=False)


def _documents() -> tuple[CapturedDocument, ...]:
    return (
        CapturedDocument(UnitDocumentType.BUSINESS_LICENCE, (_page(b"licence"),)),
        CapturedDocument(LetterType.AUTHORISATION_LETTER, (_page(b"letter"),)),
    )


def form_of_unit() -> FormValue:
    return form_of(
        case_id=CASE,
        flow=UNIT_REGISTRATION.name,
        opened_at=NOW - timedelta(minutes=3),
        outlet=agreed().outlet,
        clerk_number="0017",
        people=(_person(PartyRole.HANDLING_AGENT),),
        phone_number="",
        iccid="",
        offer_code="",
        is_offline=False,
        documents=tuple(DocumentOnForm.of(PartyRole.HANDLING_AGENT, each) for each in _documents()),
        unit=_ASKED,
    )


def body_of_unit() -> bytes:
    """No number, SIM or offer: those are its users'."""
    plain, form = RegistrationBody.from_bytes(body()), form_of_unit()
    return replace(
        plain,
        flow=UNIT_REGISTRATION.name,
        phone_number="",
        hold_id="",
        offer_code="",
        sim=None,
        form_number=form.form_number,
        form_signature=handwritten(form.sha256, NOW - timedelta(seconds=5)),
        contact_number="",
        documents=_documents(),
        unit=_ASKED,
        order_token=_TOKEN,
    ).to_bytes()


def form_of_unit_user() -> FormValue:
    return form_of(
        case_id=CASE,
        flow=UNIT_USER.name,
        opened_at=NOW - timedelta(minutes=3),
        outlet=agreed().outlet,
        clerk_number="0017",
        people=(_person(PartyRole.ACTUAL_USER),),
        phone_number="17055500188",
        iccid="89860012345678901236",
        offer_code="SL-39",
        is_offline=False,
        order=_ORDER,
    )


def body_of_unit_user() -> bytes:
    """As a new number, under the order that a unit's registration has opened."""
    plain, form = RegistrationBody.from_bytes(body()), form_of_unit_user()
    return replace(
        plain,
        flow=UNIT_USER.name,
        verdicts=(*plain.verdicts, "verdict of the order"),
        form_number=form.form_number,
        form_signature=handwritten(form.sha256, NOW - timedelta(seconds=5)),
        contact_number="",
        unit_order=_ORDER,
    ).to_bytes()
