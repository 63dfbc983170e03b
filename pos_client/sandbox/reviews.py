"""Reviews at the counter (复核): a second person decides, with credentials of their own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, insert

from pos_client.domain.outlet import Right
from pos_client.domain.review import Review
from pos_client.domain.verdict import Consequence, Verdict
from pos_client.protocol.api import ReviewRequest, TroubleCode
from pos_client.protocol.bodies import RegistrationBody
from pos_client.protocol.jws import TokenRefused, TokenType
from pos_client.protocol.words import Session, review_claims, review_from, verdict_from
from pos_client.sandbox import tables
from pos_client.sandbox.challenges import Challenges
from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import Clock, Device
from pos_client.sandbox.keys import KeyRing
from pos_client.sandbox.outlets import Outlets
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.refusal import CheckFailed, Refusal
from pos_client.sandbox.sessions import Sessions

__all__ = ["Reviews"]


class Reviews:
    """Signs and keeps reviews. Runs inside the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        policy: SandboxPolicy,
        keys: KeyRing,
        outlets: Outlets,
        sessions: Sessions,
        challenges: Challenges,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._policy = policy
        self._controls = policy.controls
        self._keys = keys
        self._outlets = outlets
        self._sessions = sessions
        self._challenges = challenges

    def decide(self, device: Device, session: Session, request: ReviewRequest) -> str:
        """Sign what a supervisor decided about the verdicts of one case.

        Raises:
            Refusal: not this person, or nothing that may be reviewed at this outlet.
        """
        supervisor = self._sessions.recognise(device, request)
        is_second_person = self._is_second(supervisor.clerk_number, session.clerk.clerk_number)
        if not is_second_person or not self._sessions.may(supervisor, Right.REVIEW):
            raise Refusal(422, TroubleCode.REVIEW_REFUSED)
        codes, until = self._codes(device, request)
        now = self._clock()
        review = Review(
            case_id=request.case_id,
            supervisor_number=supervisor.clerk_number,
            codes=codes,
            is_approved=request.is_approved,
            issued_at=now,
            expires_at=until,
            token="",
        )
        self._connection.execute(
            insert(tables.reviews).values(
                case_id=str(request.case_id),
                device_id=device.id,
                clerk_number=session.clerk.clerk_number,
                supervisor_number=review.supervisor_number,
                codes=" ".join(codes),
                is_approved=request.is_approved,
                at=now,
            )
        )
        return self._keys.sign_word(review_claims(review), TokenType.REVIEW)

    def check(
        self, body: RegistrationBody, token: str, verdicts: Iterable[Verdict]
    ) -> tuple[str, ...]:
        """The codes of the verdicts about one person that a supervisor has approved.

        Args:
            token: the review of this person; empty for none.

        Raises:
            CheckFailed: a verdict needs a review, and there is none that covers it; or what stands
                there unasked is no review of this case.
        """
        needed = [each for each in verdicts if each.consequence is Consequence.NEEDS_REVIEW]
        codes = tuple(dict.fromkeys(verdict.code for verdict in needed))
        if not self._controls.is_on(Control.REVIEW) or (not codes and not token):
            return codes
        try:
            review = review_from(token, self._keys.words_keys)
        except TokenRefused:
            raise CheckFailed("REVIEW_MISSING") from None
        if not codes:
            self._controls.demand(Control.REVIEW, review.case_id == body.case_id, "REVIEW_MISSING")
            return codes
        newest = max(verdict.issued_at for verdict in needed)
        is_ours = review.case_id == body.case_id and review.is_approved
        is_in_time = newest <= review.issued_at and body.confirmed_at <= review.expires_at
        covers = set(codes).issubset(review.codes)
        is_second_person = self._is_second(review.supervisor_number, body.clerk_number)
        if not (is_ours and is_in_time and covers and is_second_person):
            raise CheckFailed("REVIEW_MISSING")
        return codes

    def _is_second(self, supervisor_number: str, clerk_number: str) -> bool:
        is_one = supervisor_number == clerk_number
        return not is_one or not self._controls.is_on(Control.SECOND_PERSON)

    def _codes(self, device: Device, request: ReviewRequest) -> tuple[tuple[str, ...], datetime]:
        """What is to be reviewed, and how long the verdicts about it live."""
        verdicts = [self._verdict(device, request, token) for token in request.verdicts]
        needed = [each for each in verdicts if each.consequence is Consequence.NEEDS_REVIEW]
        codes = tuple(dict.fromkeys(verdict.code for verdict in needed))
        kind = self._outlets.get(device.outlet_code).kind
        is_known_here = set(codes).issubset(self._policy.case_at(kind).reviews_here)
        if not codes or not is_known_here:
            raise Refusal(422, TroubleCode.REVIEW_REFUSED)
        return codes, min(verdict.expires_at for verdict in needed)

    def _verdict(self, device: Device, request: ReviewRequest, token: str) -> Verdict:
        try:
            verdict = verdict_from(token, self._keys.words_keys)
        except TokenRefused:
            raise Refusal(422, TroubleCode.REVIEW_REFUSED) from None
        is_live = verdict.expires_at > self._clock()
        is_of_case = verdict.case_id == request.case_id and self._challenges.are_of_case(
            device, verdict.case_id, verdict.evidence_ids
        )
        if not is_live or not is_of_case or verdict.consequence is Consequence.ENDS:
            raise Refusal(422, TroubleCode.REVIEW_REFUSED)
        return verdict
