"""Everything a registration has to pass before it may have an effect."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from drivers.card.read import CardRead
from pos_client.domain.case import SEALED_WITHIN
from pos_client.domain.outcome import Outcome
from pos_client.domain.policy import Completion
from pos_client.domain.verdict import Check, Consequence, consequence_of
from pos_client.protocol.api import TroubleCode
from pos_client.protocol.bodies import RegistrationBody
from pos_client.protocol.envelope import Header
from pos_client.protocol.jws import TokenRefused
from pos_client.protocol.words import verdict_from
from pos_client.sandbox.audit import AuditBook
from pos_client.sandbox.challenges import Challenges
from pos_client.sandbox.devices import Clock, Device
from pos_client.sandbox.evidence_checks import EvidenceChecks
from pos_client.sandbox.keys import KeyRing
from pos_client.sandbox.numbers import Numbers
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.quota import Quota
from pos_client.sandbox.refusal import CheckFailed, Refusal
from pos_client.sandbox.sessions import Sessions

__all__ = ["RegistrationChecks", "Submission"]

_LEEWAY = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Submission:
    """An opened registration on its way through the checks."""

    id: UUID
    body_sha256: bytes
    header: Header
    body: RegistrationBody = field(repr=False)
    device: Device


class RegistrationChecks:
    """Runs the checks in a fixed order; the first that says no decides."""

    def __init__(
        self,
        clock: Clock,
        policy: SandboxPolicy,
        keys: KeyRing,
        evidence: EvidenceChecks,
        challenges: Challenges,
        sessions: Sessions,
        numbers: Numbers,
        audit: AuditBook,
        quota: Quota,
    ) -> None:
        self._clock = clock
        self._policy = policy
        self._keys = keys
        self._evidence = evidence
        self._challenges = challenges
        self._sessions = sessions
        self._numbers = numbers
        self._audit = audit
        self._quota = quota

    def run(self, submission: Submission) -> CardRead:
        """Return whose card it was, once nothing speaks against the registration.

        Raises:
            CheckFailed: code and outcome of the first check that says no.
            Refusal: 503 while the register gives no answer; nothing is decided then.
        """
        body = submission.body
        card = self._evidence.read_card(submission.header, body, submission.device)
        self._challenges.settle(body.evidence, submission.id)
        self._check_times(submission)
        self._sessions.check_registration(submission.device, body)
        self._check_verdicts(body)
        # A review waits until nothing rejects: it may end with the number that was asked for.
        review = (
            self._review_of_person(submission, card)
            or self._review_of_offline_window(body)
            or self._review_of_revocation(submission)
        )
        self._check_number(submission)
        if review:
            raise CheckFailed(review, Outcome.UNDER_REVIEW)
        if body.is_offline and (self._has_to_return or not body.phone_number):
            raise CheckFailed("CUSTOMER_RETURNS", Outcome.AWAITING_CUSTOMER)
        return card

    def _check_times(self, submission: Submission) -> None:
        body = submission.body
        read_at = body.evidence[-1].read_at
        sealed_at = max(body.confirmed_at, submission.header.created_at)
        in_order = body.opened_at - _LEEWAY <= body.visual_check_at <= body.confirmed_at
        if not in_order or sealed_at < read_at or sealed_at - read_at > SEALED_WITHIN + _LEEWAY:
            raise CheckFailed("READ_EXPIRED")

    def _check_verdicts(self, body: RegistrationBody) -> None:
        """Online every check of the flow was answered by us, for this case and these reads."""
        if body.is_offline:
            if body.verdicts:
                raise CheckFailed("VERDICT_INVALID")
            return
        answered: dict[Check, str] = {}
        ours = {read.id for read in body.evidence}
        for token in body.verdicts:
            try:
                verdict = verdict_from(token, self._keys.words_keys)
            except TokenRefused:
                raise CheckFailed("VERDICT_INVALID") from None
            if verdict.case_id != body.case_id or not verdict.evidence_ids:
                raise CheckFailed("VERDICT_INVALID")
            if not ours.issuperset(verdict.evidence_ids) or verdict.expires_at < body.confirmed_at:
                raise CheckFailed("VERDICT_INVALID")
            if verdict.consequence is not Consequence.GOES_ON or verdict.check in answered:
                raise CheckFailed("VERDICT_INVALID")
            answered[verdict.check] = verdict.code
        if set(answered) != set(self._policy.checks[body.flow]):
            raise CheckFailed("VERDICT_INVALID")

    def _review_of_person(self, submission: Submission, card: CardRead) -> str:
        """Ask register and quota again: a verdict is minutes old, or was never given."""
        read_at: datetime = submission.body.evidence[-1].read_at
        here, review = self._quota.numbers_of(card), ""
        for check in self._policy.checks[submission.body.flow]:
            code = self._evidence.judge(check, card, read_at, here)
            consequence = consequence_of(code)
            if consequence is Consequence.UNAVAILABLE:
                raise Refusal(503, TroubleCode.UNAVAILABLE, 30)
            if consequence is Consequence.ENDS:
                raise CheckFailed(code)
            if consequence is Consequence.NEEDS_REVIEW:
                review = review or code
        return review

    def _review_of_offline_window(self, body: RegistrationBody) -> str:
        if not body.is_offline:
            return ""
        oldest = body.evidence[0]
        is_from_pool = not oldest.challenge.real_name_transaction_id
        waited = oldest.read_at - self._challenges.issued_at(oldest.challenge)
        if is_from_pool and waited > timedelta(hours=self._policy.window_hours):
            raise CheckFailed("OFFLINE_WINDOW_EXCEEDED")
        is_late = self._clock() - body.confirmed_at > timedelta(hours=self._policy.hard_stop_hours)
        return "OFFLINE_WINDOW_EXCEEDED" if is_late else ""

    def _review_of_revocation(self, submission: Submission) -> str:
        """Above the last countersigned head nobody can tell an honest capture from a forged one."""
        device = submission.device
        if device.revoked_at is None:
            return ""
        if submission.body.evidence[-1].read_at >= device.revoked_at:
            raise CheckFailed("SIGNATURE_INVALID")
        was_announced = self._audit.was_announced(device, submission.body_sha256)
        return "" if was_announced else "CAPTURED_AFTER_REVOCATION"

    def _check_number(self, submission: Submission) -> None:
        body = submission.body
        if body.is_offline and not body.phone_number:
            return
        if not self._numbers.belongs(
            submission.device.id,
            body.phone_number,
            body.hold_id,
            body.real_name_transaction_id,
            body.confirmed_at,
        ):
            raise CheckFailed("NUMBER_NOT_HELD")

    @property
    def _has_to_return(self) -> bool:
        return self._policy.completion is Completion.CUSTOMER_RETURNS
