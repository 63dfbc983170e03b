"""Whether the customer was told and agreed, in writing, before anything was looked up."""

from __future__ import annotations

from datetime import date

from drivers.card.read import CardRead
from pos_client.domain.flow import Flow
from pos_client.domain.local_day import local_day
from pos_client.protocol.people import Person
from pos_client.sandbox.controls import Control
from pos_client.sandbox.policy import SandboxPolicy

__all__ = ["check_consent", "years"]


def check_consent(flow: Flow, person: Person, card: CardRead, policy: SandboxPolicy) -> None:
    """Check a consent against the notices in force and the age on the card.

    Whoever is asked nothing in this role has answered nothing, which was checked before.

    Raises:
        CheckFailed: one notice is unanswered, the texts are others, or nobody wrote anything.
    """
    consent = person.consent
    if consent is None:
        return
    age, asks_face = years(card, local_day(consent.given_at)), flow.matches_face(person.role)
    is_answered = consent.answers(policy.notices, age, matches_face=asks_face)
    policy.controls.demand(Control.CONSENT, is_answered, "CONSENT_MISSING")


def years(card: CardRead, day: date) -> int:
    """How old the holder of a card is on a day."""
    birth = card.birth_date
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
