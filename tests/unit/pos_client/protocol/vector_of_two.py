"""A sealed transfer for docs/protocol-vectors.json: two people in one body, one form for both."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from drivers.card.read import CardKind
from drivers.simulator.deck import load_deck
from pos_client.domain.evidence import Challenge, Evidence
from pos_client.domain.flow import PartyRole
from pos_client.domain.flows import TRANSFER
from pos_client.domain.form import FormValue, PersonOnForm, form_of
from pos_client.domain.live_photo import LivePhoto
from pos_client.domain.subject import Subject
from pos_client.protocol.bodies import RegistrationBody
from pos_client.protocol.people import SealedPerson
from tests.unit.pos_client.protocol.vector_values import CASE, NOW, agreed, body, handwritten

__all__ = ["body_of_two", "form_of_two"]

_NUMBER = "17055600001"
_SOONER = timedelta(minutes=1)


def form_of_two() -> FormValue:
    notices, outlet = agreed().case.notices, agreed().outlet
    deck = load_deck()
    people = tuple(
        PersonOnForm.of(role, CardKind.RESIDENT, *masks, deck[slug].card().text, notices.sha256)
        for role, slug, masks in (
            (PartyRole.OWNER, "resident-lin", ("林**", "3501**********9015")),
            (PartyRole.PRESENT_OWNER, "resident-jin", ("金**", "2224**********0019")),
        )
    )
    return form_of(
        case_id=CASE,
        flow=TRANSFER.name,
        opened_at=NOW - timedelta(minutes=3),
        outlet=outlet,
        clerk_number="0017",
        people=people,
        phone_number=_NUMBER,
        iccid="",
        offer_code="",
        is_offline=False,
    )


def body_of_two() -> bytes:
    """The new owner's are the members that every body has; the present owner's are in `parties`."""
    plain = RegistrationBody.from_bytes(body())
    form, photo = form_of_two(), plain.live_photo
    signed = handwritten(form.sha256, NOW - timedelta(seconds=5))
    present = SealedPerson(
        role=PartyRole.PRESENT_OWNER,
        visual_check_at=plain.visual_check_at - _SOONER,
        consent=plain.consent,
        live_photo=LivePhoto(
            photo.jpeg, photo.taken_at - _SOONER, photo.camera_id, photo.camera_name, False
        ),
        evidence=(_sooner(plain.evidence[0]),),
        verdicts=("verdict of the present owner",),
        review="",
        form_signature=replace(signed, signed_at=signed.signed_at - timedelta(seconds=4)),
    )
    return replace(
        plain,
        flow=TRANSFER.name,
        subject=Subject(_NUMBER),
        phone_number=_NUMBER,
        hold_id="",
        offer_code="",
        sim=None,
        form_number=form.form_number,
        form_signature=signed,
        contact_number="",
        parties=(present,),
    ).to_bytes()


def _sooner(read: Evidence) -> Evidence:
    """The read of whoever came first, under a challenge of its own in the same transaction."""
    card, first = load_deck()["resident-jin"].card(), read.challenge
    return replace(
        read,
        id=UUID("01960000-0000-7000-8000-000000000004"),
        raw_text=card.text,
        card_serial=card.serial.hex(),
        challenge=Challenge("ch-00000000000000000002", first.nonce[::-1], first.expires_at, "RN-1"),
        read_at=read.read_at - _SOONER,
        monotonic_ns=read.monotonic_ns - 1,
        read_counter=read.read_counter - 1,
    )
