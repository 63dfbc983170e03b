"""Reviews (复核): a second person decides, with credentials of their own, here or far away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from pos_client.domain.outlet import Right
from pos_client.domain.review import Review, ReviewWay
from pos_client.domain.verdict import Consequence, Verdict
from pos_client.protocol.api import ReviewRequest, TroubleCode
from pos_client.protocol.bodies import RegistrationBody
from pos_client.protocol.jws import TokenRefused, TokenType
from pos_client.protocol.reviewing import CentreReviewState
from pos_client.protocol.words import Session, review_claims, review_from, verdict_from
from pos_client.sandbox.challenges import Challenges
from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import Clock, Device
from pos_client.sandbox.keys import KeyRing
from pos_client.sandbox.outlets import Outlets
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.refusal import CheckFailed, Refusal
from pos_client.sandbox.review_tables import centre_reviews, review_decisions
from pos_client.sandbox.sessions import Sessions

__all__ = ["Looked", "Reviews", "ToReview"]

# What a supervisor decides for good; anything else a reviewer of the carrier looks at as well.
_SETTLED_AT_THE_COUNTER = frozenset({"QUOTA_REVIEW"})


@dataclass(frozen=True, slots=True)
class ToReview:
    """What the verdicts of a case ask to be looked at, and until when they are good."""

    codes: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    until: datetime

    @property
    def newest_at(self) -> datetime:
        return max(verdict.issued_at for verdict in self.verdicts)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a delivered review covers, and what the carrier has to look at all the same."""

    codes: tuple[str, ...] = ()
    still_open: tuple[str, ...] = ()


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
            Refusal: not this person, nothing that may be reviewed at this outlet, or a case that
                somebody has refused already.
        """
        supervisor = self._sessions.recognise(device, request)
        is_second_person = self.is_second(supervisor.clerk_number, session.clerk.clerk_number)
        if not is_second_person or not self._sessions.may(supervisor, Right.REVIEW):
            raise Refusal(422, TroubleCode.REVIEW_REFUSED)
        asked = self.to_review(device, request.case_id, request.verdicts, ReviewWay.ON_SITE)
        review = Review(
            case_id=request.case_id,
            supervisor_number=supervisor.clerk_number,
            codes=asked.codes,
            is_approved=request.is_approved,
            issued_at=self._clock(),
            expires_at=asked.until,
            token="",
            reason=request.reason.value if request.reason else "",
        )
        self._withdraw_from_centre(device, request.case_id, asked)
        return self.sign(device.id, session.clerk.clerk_number, review)

    def leave(self, review: Review) -> str:
        """Sign that nobody has decided in time; nobody did, so nothing else is kept of it."""
        return self._keys.sign_word(review_claims(review), TokenType.REVIEW)

    def sign(self, device_id: str, clerk_number: str, review: Review, shown: str = "") -> str:
        """Keep a decision with what was shown for it, and sign it."""
        self.note(device_id, clerk_number, review, shown)
        return self._keys.sign_word(review_claims(review), TokenType.REVIEW)

    def note(self, device_id: str, clerk_number: str, review: Review, shown: str) -> None:
        """Keep who decided what, why, and on what."""
        self._connection.execute(
            insert(review_decisions).values(
                case_id=str(review.case_id),
                device_id=device_id,
                clerk_number=clerk_number,
                supervisor_number=review.supervisor_number,
                way=review.way.value,
                codes=" ".join(review.codes),
                is_approved=review.is_approved,
                reason=review.reason,
                shown=shown,
                at=review.issued_at,
            )
        )

    def to_review(
        self, device: Device, case_id: UUID, tokens: Iterable[str], way: ReviewWay
    ) -> ToReview:
        """What these verdicts ask to be looked at.

        Raises:
            Refusal: they are not of this case, ask for nothing, or for what may not be reviewed in
                this way at this outlet; or somebody has refused the case already.
        """
        if self._was_refused(device, case_id):
            raise Refusal(422, TroubleCode.REVIEW_REFUSED)
        verdicts = [self._verdict(device, case_id, token) for token in tokens]
        needed = [each for each in verdicts if each.consequence is Consequence.NEEDS_REVIEW]
        codes = tuple(dict.fromkeys(verdict.code for verdict in needed))
        kind = self._outlets.get(device.outlet_code).kind
        if not codes or way not in self._policy.case_at(kind).ways_to_review(codes):
            raise Refusal(422, TroubleCode.REVIEW_REFUSED)
        return ToReview(codes, tuple(verdicts), min(each.expires_at for each in needed))

    def check(self, body: RegistrationBody, token: str, verdicts: Iterable[Verdict]) -> Looked:
        """What of the verdicts about one person a second person has looked at.

        A supervisor's word settles what they may decide for good, the centre's all of it; what was
        left for after the seal is open as it was.

        Args:
            token: the review of this person; empty for none.

        Raises:
            CheckFailed: a verdict needs a review, and there is none that covers it; or what stands
                there unasked is no review of this case.
        """
        needed = [each for each in verdicts if each.consequence is Consequence.NEEDS_REVIEW]
        codes = tuple(dict.fromkeys(verdict.code for verdict in needed))
        not_settled = tuple(code for code in codes if code not in _SETTLED_AT_THE_COUNTER)
        if not self._controls.is_on(Control.REVIEW) or (not codes and not token):
            return Looked(codes, not_settled)
        try:
            review = review_from(token, self._keys.words_keys)
        except TokenRefused:
            raise CheckFailed("REVIEW_MISSING") from None
        if not codes:
            self._controls.demand(Control.REVIEW, review.case_id == body.case_id, "REVIEW_MISSING")
            return Looked()
        newest = max(verdict.issued_at for verdict in needed)
        is_ours = review.case_id == body.case_id and review.goes_on
        is_in_time = newest <= review.issued_at and body.confirmed_at <= review.expires_at
        covers = set(codes).issubset(review.codes)
        is_second_person = self.is_second(review.supervisor_number, body.clerk_number)
        if not (is_ours and is_in_time and covers and is_second_person):
            raise CheckFailed("REVIEW_MISSING")
        if review.is_left and self._controls.is_on(Control.REVIEW_LEFT):
            return Looked(codes, codes)
        return Looked(codes, not_settled if review.way is ReviewWay.ON_SITE else ())

    def is_second(self, supervisor_number: str, clerk_number: str) -> bool:
        """Whether these are two people."""
        is_one = supervisor_number == clerk_number
        return not is_one or not self._controls.is_on(Control.SECOND_PERSON)

    def _withdraw_from_centre(self, device: Device, case_id: UUID, asked: ToReview) -> None:
        """One of the two decides. Raises Refusal where the centre has answered already."""
        book = centre_reviews.c
        of_case = (book.case_id == str(case_id)) & (book.device_id == device.id)
        answered = (
            select(book.id)
            .where(of_case, book.state == CentreReviewState.ANSWERED.value)
            .where(book.asked_at >= asked.newest_at)
        )
        if self._connection.scalar(answered.limit(1)) is not None:
            raise Refusal(422, TroubleCode.REVIEW_OVER)
        self._connection.execute(
            update(centre_reviews)
            .where(of_case, book.state == CentreReviewState.WAITING.value)
            .values(state=CentreReviewState.WITHDRAWN.value)
        )

    def _was_refused(self, device: Device, case_id: UUID) -> bool:
        """Nobody looks for a second reviewer who says yes."""
        book = review_decisions.c
        refused = self._connection.scalar(
            select(book.id)
            .where(book.case_id == str(case_id), book.device_id == device.id)
            .where(book.is_approved.is_(False))
            .limit(1)
        )
        return refused is not None and self._controls.is_on(Control.REVIEW_FINAL)

    def _verdict(self, device: Device, case_id: UUID, token: str) -> Verdict:
        try:
            verdict = verdict_from(token, self._keys.words_keys)
        except TokenRefused:
            raise Refusal(422, TroubleCode.REVIEW_REFUSED) from None
        is_live = verdict.expires_at > self._clock()
        is_of_case = verdict.case_id == case_id and self._challenges.are_of_case(
            device, verdict.case_id, verdict.evidence_ids
        )
        if not is_live or not is_of_case or verdict.consequence is Consequence.ENDS:
            raise Refusal(422, TroubleCode.REVIEW_REFUSED)
        return verdict
