"""Whether the customer was told and agreed, in writing, before anything was looked up."""

from __future__ import annotations

from drivers.card.read import CardRead
from pos_client.domain.consent import Consent
from pos_client.domain.local_day import local_day
from pos_client.sandbox.controls import Control
from pos_client.sandbox.policy import SandboxPolicy

__all__ = ["check_consent"]


def check_consent(consent: Consent, card: CardRead, policy: SandboxPolicy) -> None:
    """Check a consent against the notices in force and the age on the card.

    Raises:
        CheckFailed: one notice is unanswered, the texts are others, or nobody wrote anything.
    """
    day, birth = local_day(consent.given_at), card.birth_date
    age = day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
    is_answered = consent.answers(policy.notices, age)
    policy.controls.demand(Control.CONSENT, is_answered, "CONSENT_MISSING")
