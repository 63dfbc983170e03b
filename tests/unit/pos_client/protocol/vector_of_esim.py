"""A sealed new number on an eSIM for docs/protocol-vectors.json: EID and IMEI, and no ICCID."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from drivers.card.read import CardKind
from drivers.simulator.deck import load_deck
from pos_client.domain.esim import Esim
from pos_client.domain.flow import PartyRole
from pos_client.domain.flows import NEW_NUMBER
from pos_client.domain.form import FormValue, PersonOnForm, form_of
from pos_client.protocol.bodies import RegistrationBody
from pos_client.testing.customer import device_of
from tests.unit.pos_client.protocol.vector_values import CASE, NOW, agreed, body, handwritten

__all__ = ["body_with_esim", "form_with_esim"]

_ESIM = Esim(*device_of(1))


def form_with_esim() -> FormValue:
    """Both numbers of the device stand on the form, and are signed with it."""
    plain = RegistrationBody.from_bytes(body())
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
        flow=NEW_NUMBER.name,
        opened_at=NOW - timedelta(minutes=3),
        outlet=agreed().outlet,
        clerk_number="0017",
        people=(owner,),
        phone_number=plain.phone_number,
        iccid="",
        offer_code=plain.offer_code,
        is_offline=False,
        sim=_ESIM,
    )


def body_with_esim() -> bytes:
    """The members of a SIM are empty, and `esim` is there."""
    form = form_with_esim()
    return replace(
        RegistrationBody.from_bytes(body()),
        sim=_ESIM,
        form_number=form.form_number,
        form_signature=handwritten(form.sha256, NOW - timedelta(seconds=5)),
        contact_number="",
    ).to_bytes()
