"""A sealed dispute for docs/protocol-vectors.json: the gateway's reference is all that it names."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from drivers.card.read import CardKind
from drivers.simulator.deck import load_deck
from pos_client.domain.flow import PartyRole
from pos_client.domain.flows import DISPUTED_NUMBER
from pos_client.domain.form import FormValue, PersonOnForm, form_of
from pos_client.protocol.bodies import RegistrationBody
from tests.unit.pos_client.protocol.vector_values import CASE, NOW, agreed, body, handwritten

__all__ = ["body_of_dispute", "form_of_dispute"]

_REFERENCE = f"own-{'0123456789abcdef' * 4}"
_MASK = "170****0007"


def form_of_dispute() -> FormValue:
    """What the customer signs shows the mask; there is no SIM, offer or number beside it."""
    owner = PersonOnForm.of(
        PartyRole.OWNER,
        CardKind.RESIDENT,
        "林**",
        "3501**********9015",
        load_deck()["resident-lin"].card().text,
        agreed().case.notices.sha256,
    )
    return form_of(
        case_id=CASE,
        flow=DISPUTED_NUMBER.name,
        opened_at=NOW - timedelta(minutes=3),
        outlet=agreed().outlet,
        clerk_number="0017",
        people=(owner,),
        phone_number=_MASK,
        iccid="",
        offer_code="",
        is_offline=False,
    )


def body_of_dispute() -> bytes:
    """The number itself stands nowhere."""
    plain, form = RegistrationBody.from_bytes(body()), form_of_dispute()
    return replace(
        plain,
        flow=DISPUTED_NUMBER.name,
        phone_number="",
        hold_id="",
        offer_code="",
        sim=None,
        disputed_number=_REFERENCE,
        form_number=form.form_number,
        form_signature=handwritten(form.sha256, NOW - timedelta(seconds=5)),
        contact_number="",
    ).to_bytes()
