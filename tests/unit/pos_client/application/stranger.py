"""Somebody who opens a sealed case as the carrier would, and looks for every gate in it.

The counter is asked nothing: only the body, the gateway's own words in it, and the configuration
that was in force.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from joserfc.jwk import ECKey

from drivers.card.read import CardRead
from pos_client.domain.flow import PartyRole
from pos_client.domain.flows import FLOWS
from pos_client.domain.form import PersonOnForm, form_of
from pos_client.domain.local_day import local_day
from pos_client.domain.masking import mask_id_number, mask_name
from pos_client.domain.policy import Completion, Configuration
from pos_client.domain.sim import is_iccid
from pos_client.domain.verdict import Check, Verdict
from pos_client.protocol import words
from pos_client.protocol.bodies import RegistrationBody
from tests.unit.pos_client.domain.verdict_table import BY_CONSEQUENCE, Consequence

__all__ = ["PASSES", "look_through"]

PASSES = {
    Check.ONLINE_VERIFICATION: "ID_MATCH",
    Check.FACE_MATCH: "FACE_SAME",
    Check.QUOTA: "QUOTA_OK",
    Check.SAME_CUSTOMER: "CUSTOMER_SAME",
}
TO_REVIEW = set(BY_CONSEQUENCE[Consequence.NEEDS_REVIEW]) - {"RISK_REVIEW"}


def look_through(
    body: RegistrationBody, in_force: Configuration, keys: Mapping[str, ECKey]
) -> None:
    """Fail unless this case may be sealed under this configuration."""
    cards = [
        CardRead.parse(read.raw_text, read.raw_photo, read_at=read.read_at)
        for read in body.evidence
    ]
    assert cards
    assert len({read.raw_text for read in body.evidence}) == 1, "one card, however often it is laid"
    assert len({read.challenge.id for read in body.evidence}) == len(cards)
    assert timedelta() <= body.confirmed_at - body.evidence[-1].read_at <= timedelta(minutes=15)
    assert body.opened_at <= body.visual_check_at <= body.confirmed_at
    age = _age(cards[0], body)
    assert body.consent.answers(in_force.case.notices, age)
    assert body.live_photo.jpeg
    if body.is_offline:
        assert not FLOWS[body.flow].is_online_only
        assert (body.verdicts, body.review) == ((), "")
    else:
        _look_at_answers(body, in_force, keys)
    waits = body.is_offline and in_force.offline.completion is Completion.CUSTOMER_RETURNS
    if waits:
        assert not any((body.phone_number, body.sim, body.offer_code, body.form_signature))
    else:
        _look_at_form(body, in_force, cards[0])


def _age(card: CardRead, body: RegistrationBody) -> int:
    day, birth = local_day(body.consent.given_at), card.birth_date
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def _look_at_answers(
    body: RegistrationBody, in_force: Configuration, keys: Mapping[str, ECKey]
) -> None:
    verdicts = [words.verdict_from(token, keys) for token in body.verdicts]
    assert sorted(each.check for each in verdicts) == sorted(
        FLOWS[body.flow].checks_of(FLOWS[body.flow].lead)
    )
    for verdict in verdicts:
        _look_at_answer(verdict, body)
    asking = {each.code for each in verdicts if each.code != PASSES[each.check]}
    if not asking:
        return
    review = words.review_from(body.review, keys)
    assert asking <= set(review.codes)
    assert asking <= TO_REVIEW & set(in_force.case.reviews_here)
    assert (review.case_id, review.is_approved) == (body.case_id, True)
    assert review.supervisor_number != body.clerk_number
    assert review.expires_at > body.confirmed_at


def _look_at_answer(verdict: Verdict, body: RegistrationBody) -> None:
    assert verdict.code == PASSES[verdict.check] or verdict.code in TO_REVIEW
    assert verdict.case_id == body.case_id
    assert verdict.photo_sha256 == body.live_photo.sha256
    assert verdict.evidence_ids
    assert {read.id for read in body.evidence}.issuperset(verdict.evidence_ids)
    assert verdict.expires_at > body.confirmed_at


def _look_at_form(body: RegistrationBody, in_force: Configuration, card: CardRead) -> None:
    assert body.phone_number
    assert bool(body.hold_id) is not body.is_offline
    assert body.sim is not None
    assert is_iccid(body.sim.iccid)
    assert in_force.case.offer(body.offer_code) is not None
    form = form_of(
        case_id=body.case_id,
        flow=body.flow,
        opened_at=body.opened_at,
        outlet=in_force.outlet,
        clerk_number=body.clerk_number,
        people=(
            PersonOnForm.of(
                PartyRole.OWNER,
                card.kind,
                mask_name(card.display_name),
                mask_id_number(card.id_number),
                body.evidence[0].raw_text,
                body.consent.notices_sha256,
            ),
        ),
        phone_number=body.phone_number,
        iccid=body.sim.iccid,
        offer_code=body.offer_code,
        is_offline=body.is_offline,
    )
    assert body.form_number == form.form_number
    assert body.form_signature is not None
    assert body.form_signature.is_written
    assert body.form_signature.signed_sha256 == form.sha256
