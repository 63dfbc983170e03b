"""Whether a registration's verdicts are ours, whole, and about just what was sealed."""

from __future__ import annotations

from pos_client.domain.flow import PartyRole
from pos_client.domain.verdict import Check, Consequence, Verdict
from pos_client.protocol.jws import TokenRefused
from pos_client.protocol.people import SealedPerson
from pos_client.protocol.words import verdict_from
from pos_client.sandbox.controls import Control
from pos_client.sandbox.keys import KeyRing, token_key
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.refusal import CheckFailed
from pos_client.sandbox.reviews import Looked, Reviews
from pos_client.sandbox.submission import Submission

__all__ = ["VerdictChecks"]


class VerdictChecks:
    """Runs inside the caller's transaction."""

    def __init__(self, policy: SandboxPolicy, keys: KeyRing, reviews: Reviews) -> None:
        self._policy = policy
        self._controls = policy.controls
        self._keys = keys
        self._reviews = reviews

    def check(self, submission: Submission) -> dict[PartyRole, Looked]:
        """Online every check about everybody was answered by us, for this case, reads and photo.

        Returns what of it a second person has looked at, by role.

        Raises:
            CheckFailed: one is missing, forged, of something else, or says no.
        """
        body = submission.body
        self._reviews.check_open(submission.device, body.case_id)
        if body.is_offline:
            if any(each.verdicts or each.review for each in body.people):
                raise CheckFailed("VERDICT_INVALID")
            return {each.role: Looked() for each in body.people}
        looked = {}
        for person in body.people:
            verdicts = [self._verdict(submission, person, token) for token in person.verdicts]
            answered = [verdict.check for verdict in verdicts]
            asked = self._policy.checks_of(body.flow, person.role)
            is_complete = sorted(answered) == sorted(asked)
            self._controls.demand(Control.VERDICT_COMPLETE, is_complete, "VERDICT_INVALID")
            looked[person.role] = self._reviews.check(body, person.review, verdicts)
        return looked

    def _verdict(self, submission: Submission, person: SealedPerson, token: str) -> Verdict:
        body, device, keys = submission.body, submission.device, self._keys.words_keys
        if not self._controls.is_on(Control.VERDICT_SIGNATURE):
            keys = {**keys, device.id: token_key(device.evidence_key)}
        try:
            verdict = verdict_from(token, keys)
        except TokenRefused:
            raise CheckFailed("VERDICT_INVALID") from None
        ours = {read.id for read in person.evidence}
        is_about_reads = bool(verdict.evidence_ids) is bool(ours)
        is_of_reads = is_about_reads and ours.issuperset(verdict.evidence_ids)
        is_of_photo = verdict.photo_sha256 == person.photo_sha256
        is_bound = verdict.case_id == body.case_id and is_of_reads and is_of_photo
        self._controls.demand(Control.VERDICT_BINDING, is_bound, "VERDICT_INVALID")
        told = (verdict.facts.get("flow"), verdict.facts.get("role"))
        is_of_flow = told == (body.flow, person.role.value)
        self._controls.demand(Control.VERDICT_FLOW, is_of_flow, "VERDICT_INVALID")
        is_good = verdict.consequence in (Consequence.GOES_ON, Consequence.NEEDS_REVIEW)
        is_live = verdict.expires_at >= body.confirmed_at
        if not (is_good and is_live):
            raise CheckFailed("VERDICT_INVALID")
        completed = str(body.completes.registration_id) if body.completes else ""
        if verdict.check is Check.SAME_CUSTOMER and verdict.facts.get("completes") != completed:
            raise CheckFailed("VERDICT_INVALID")
        return verdict
