"""Sealed cases for docs/protocol-vectors.json in which somebody acts for the owner: what is not
asked of a minor, or of somebody who is not there, stands empty in the body."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from drivers.card.read import CardKind
from drivers.simulator.deck import load_deck
from pos_client.domain.consent import Consent
from pos_client.domain.evidence import Challenge, Evidence
from pos_client.domain.flow import Flow, PartyRole
from pos_client.domain.flows import NEW_NUMBER_BY_TRUSTEE, NEW_NUMBER_WITH_GUARDIAN
from pos_client.domain.form import FormValue, PersonOnForm, form_of
from pos_client.domain.relation import Relation
from pos_client.protocol.bodies import RegistrationBody
from pos_client.protocol.people import SealedPerson
from tests.unit.pos_client.protocol.vector_values import CASE, NOW, agreed, body, handwritten

__all__ = ["body_by_trustee", "body_with_guardian", "form_by_trustee", "form_with_guardian"]

_MINOR = ("resident-child-15", ("冯**", "5101**********921X"))
_PRINCIPAL = ("resident-wang", ("王**", "1101**********902X"))
_ACTS = ("resident-lin", ("林**", "3501**********9015"))
_SOONER = timedelta(seconds=30)


def form_with_guardian() -> FormValue:
    """Of a mother and her child; both have read the notices, the mother for both."""
    asked = agreed().case.notices.sha256
    minor = _on_form(PartyRole.OWNER, *_MINOR, asked)
    people = (minor, _on_form(PartyRole.GUARDIAN, *_ACTS, asked))
    return _form(NEW_NUMBER_WITH_GUARDIAN, people, Relation.MOTHER)


def form_by_trustee() -> FormValue:
    """Nobody was asked about the principal's card, so no notices stand there."""
    principal = _on_form(PartyRole.OWNER, *_PRINCIPAL, b"")
    trustee = _on_form(PartyRole.TRUSTEE, *_ACTS, agreed().case.notices.sha256)
    return _form(NEW_NUMBER_BY_TRUSTEE, (principal, trustee), None)


def body_with_guardian() -> bytes:
    """The minor has no photo and answers nothing about faces; both sign the form."""
    plain, form = RegistrationBody.from_bytes(body()), form_with_guardian()
    signed = handwritten(form.sha256, NOW - timedelta(seconds=5))
    sooner = replace(signed, signed_at=signed.signed_at - timedelta(seconds=4))
    guardian = _acts(plain, PartyRole.GUARDIAN, "verdict of the guardian")
    asked = plain.consent
    assert asked is not None
    return replace(
        plain,
        flow=NEW_NUMBER_WITH_GUARDIAN.name,
        visual_check_at=NOW - timedelta(seconds=100),
        consent=_without_faces(asked),
        live_photo=None,
        evidence=(_sooner(plain.evidence[0], _MINOR[0]),),
        verdicts=("verdict of the minor",),
        review="",
        relation=Relation.MOTHER,
        form_number=form.form_number,
        form_signature=signed,
        contact_number="",
        parties=(replace(guardian, form_signature=sooner),),
    ).to_bytes()


def body_by_trustee() -> bytes:
    """Of the principal there are read and verdict; the trustee alone signs the form."""
    plain, form = RegistrationBody.from_bytes(body()), form_by_trustee()
    trustee = _acts(plain, PartyRole.TRUSTEE, "verdict of the trustee")
    signed = handwritten(form.sha256, NOW - timedelta(seconds=5))
    return replace(
        plain,
        flow=NEW_NUMBER_BY_TRUSTEE.name,
        visual_check_at=None,
        consent=None,
        live_photo=None,
        evidence=(_sooner(plain.evidence[0], _PRINCIPAL[0]),),
        verdicts=("verdict of the principal",),
        review="",
        form_number=form.form_number,
        form_signature=None,
        contact_number="",
        parties=(replace(trustee, form_signature=signed),),
    ).to_bytes()


def _on_form(role: PartyRole, slug: str, masks: tuple[str, str], asked: bytes) -> PersonOnForm:
    return PersonOnForm.of(role, CardKind.RESIDENT, *masks, load_deck()[slug].card().text, asked)


def _form(flow: Flow, people: tuple[PersonOnForm, ...], relation: Relation | None) -> FormValue:
    return form_of(
        case_id=CASE,
        flow=flow.name,
        opened_at=NOW - timedelta(minutes=3),
        outlet=agreed().outlet,
        clerk_number="0017",
        people=people,
        phone_number="17055500188",
        iccid="89860012345678901236",
        offer_code="SL-39",
        is_offline=False,
        relation=relation,
    )


def _acts(plain: RegistrationBody, role: PartyRole, verdict: str) -> SealedPerson:
    """Whoever is there: read, told, photographed and compared, as the owner elsewhere."""
    return SealedPerson(
        role=role,
        visual_check_at=plain.visual_check_at,
        consent=plain.consent,
        live_photo=plain.live_photo,
        evidence=plain.evidence,
        verdicts=(verdict,),
        review="",
        form_signature=None,
    )


def _without_faces(asked: Consent) -> Consent:
    """What is asked where no face is compared, signed sooner than the guardian's own."""
    at = NOW - timedelta(seconds=80)
    signed = replace(asked.handwritten_signature, signed_at=at)
    return replace(asked, declined=(), handwritten_signature=signed)


def _sooner(read: Evidence, slug: str) -> Evidence:
    """The owner's read, which came first, under a challenge of its own in the same transaction."""
    card, later = load_deck()[slug].card(), read.challenge
    return replace(
        read,
        id=UUID("01960000-0000-7000-8000-000000000005"),
        raw_text=card.text,
        card_serial=card.serial.hex(),
        challenge=Challenge("ch-00000000000000000003", later.nonce[::-1], later.expires_at, "RN-1"),
        read_at=read.read_at - _SOONER,
        monotonic_ns=read.monotonic_ns - 1,
        read_counter=read.read_counter - 1,
    )
