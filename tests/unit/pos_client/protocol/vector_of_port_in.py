"""A sealed port-in for docs/protocol-vectors.json: another carrier's number, proven by its code."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from drivers.card.read import CardKind
from drivers.simulator.deck import load_deck
from pos_client.domain.flow import PartyRole
from pos_client.domain.flows import PORT_IN
from pos_client.domain.form import FormValue, PersonOnForm, form_of
from pos_client.domain.subject import ProofMethod, ProofOfUse, Subject
from pos_client.protocol.bodies import RegistrationBody
from tests.unit.pos_client.protocol.vector_values import CASE, NOW, agreed, body, handwritten

__all__ = ["body_of_port_in", "form_of_port_in"]

_NUMBER = "17155600001"


def form_of_port_in() -> FormValue:
    notices, outlet = agreed().case.notices, agreed().outlet
    owner = PersonOnForm.of(
        PartyRole.OWNER,
        CardKind.RESIDENT,
        "林**",
        "3501**********9015",
        load_deck()["resident-lin"].card().text,
        notices.sha256,
    )
    return form_of(
        case_id=CASE,
        flow=PORT_IN.name,
        opened_at=NOW - timedelta(minutes=3),
        outlet=outlet,
        clerk_number="0017",
        people=(owner,),
        phone_number=_NUMBER,
        iccid="89860012345678901236",
        offer_code="SL-39",
        is_offline=False,
    )


def body_of_port_in() -> bytes:
    """Offer and SIM as for a new number, no hold; the code itself stands nowhere."""
    plain, form = RegistrationBody.from_bytes(body()), form_of_port_in()
    proof = ProofOfUse(ProofMethod.AUTHORISATION_CODE, reference="port-0123456789abcdef")
    return replace(
        plain,
        flow=PORT_IN.name,
        subject=Subject(_NUMBER, proof=proof),
        phone_number=_NUMBER,
        hold_id="",
        verdicts=(*plain.verdicts, "verdict of the present carrier"),
        form_number=form.form_number,
        form_signature=handwritten(form.sha256, NOW - timedelta(seconds=5)),
        contact_number="",
    ).to_bytes()
