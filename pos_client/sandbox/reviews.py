"""Reviews (复核): a second person decides, with credentials of their own, here or far away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select, update

from pos_client.domain.outlet import Right
from pos_client.domain.review import Review, ReviewWay
from pos_client.domain.verdict import Consequence, Verdict
from pos_client.protocol import strict_json
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
from pos_client.sandbox.quota import Quota
from pos_client.sandbox.refusal import CheckFailed, Refusal
from pos_client.sandbox.review_tables import centre_reviews, review_decisions
from pos_client.sandbox.sessions import Sessions

__all__ = ["Looked", "Reviews", "ToReview", "hashes_shown"]

# What a supervisor decides for good; anything else a reviewer of the carrier looks at as well.
_SETTLED_AT_THE_COUNTER = frozenset({"QUOTA_REVIEW"})


@dataclass(frozen=True, slots=True)
class ToReview:
    """What the verdicts of a case ask to be looked at, and until when they are good."""

    codes: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    until: datetime

    @property
    def hashes(self) -> tuple[bytes, ...]:
        """What a review of just these names them by."""
        return tuple(verdict.sha256 for verdict in self.verdicts)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a delivered review covers, and what the carrier has to look at all the same.

    Attributes:
        nth: as which number of this person the one at hand was looked at; 0 where none was.
    """

    codes: tuple[str, ...] = ()
    still_open: tuple[str, ...] = ()
    nth: int = 0


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
        quota: Quota,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._policy = policy
        self._controls = policy.controls
        self._keys = keys
        self._outlets = outlets
        self._sessions = sessions
        self._challenges = challenges
        self._quota = quota

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
            verdicts=asked.hashes,
        )
        self._withdraw_from_centre(device, request.case_id, asked)
        return self.sign(device.id, session.clerk.clerk_number, review)

    def leave(self, review: Review) -> str:
        """Sign that nobody has decided in time; nobody did, so nothing else is kept of it."""
        return self._keys.sign_word(review_claims(review), TokenType.REVIEW)

    def sign(self, device_id: str, clerk_number: str, review: Review, shown: str = "") -> str:
        """Keep a decision with what was shown for it, and sign it; a no gives the slot back."""
        if not review.is_approved:
            self._quota.give_up(device_id, review.case_id)
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
            Refusal: they are not of this case or not of one person before one camera, ask for
                nothing, or for what may not be reviewed in this way at this outlet; or somebody
                has refused the case already.
        """
        if self._was_refused(device, case_id):
            raise Refusal(422, TroubleCode.REVIEW_REFUSED)
        verdicts = [self._verdict(device, case_id, token) for token in tokens]
        is_of_one = len({_about(verdict) for verdict in verdicts}) <= 1
        if not is_of_one and self._controls.is_on(Control.REVIEW_OF_ONE):
            raise Refusal(422, TroubleCode.REVIEW_REFUSED)
        needed = [each for each in verdicts if each.consequence is Consequence.NEEDS_REVIEW]
        codes = tuple(dict.fromkeys(verdict.code for verdict in needed))
        kind = self._outlets.get(device.outlet_code).kind
        if not codes or way not in self._policy.case_at(kind).ways_to_review(codes):
            raise Refusal(422, TroubleCode.REVIEW_REFUSED)
        return ToReview(codes, tuple(verdicts), min(each.expires_at for each in needed))

    def check_open(self, device: Device, case_id: UUID) -> None:
        """Check that nobody has refused this case.

        Raises:
            CheckFailed: somebody has, whoever may have approved it before or afterwards.
        """
        if self._was_refused(device, case_id):
            raise CheckFailed("REVIEW_MISSING")

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
        nth = max((int(each.facts.get("nth", 0)) for each in needed), default=0)
        if not self._controls.is_on(Control.REVIEW) or (not codes and not token):
            return Looked(codes, not_settled, nth)
        try:
            review = review_from(token, self._keys.words_keys)
        except TokenRefused:
            raise CheckFailed("REVIEW_MISSING") from None
        if not codes:
            self._controls.demand(Control.REVIEW, review.case_id == body.case_id, "REVIEW_MISSING")
            return Looked()
        is_ours = review.case_id == body.case_id and review.goes_on
        is_in_time = body.confirmed_at <= review.expires_at
        is_bound = self.is_of(review, needed)
        covers = set(codes).issubset(review.codes) and is_bound
        is_second_person = self.is_second(review.supervisor_number, body.clerk_number)
        if not (is_ours and is_in_time and covers and is_second_person):
            raise CheckFailed("REVIEW_MISSING")
        if review.is_left and self._controls.is_on(Control.REVIEW_LEFT):
            return Looked(codes, codes, nth)
        return Looked(codes, not_settled if review.way is ReviewWay.ON_SITE else (), nth)

    def is_of(self, review: Review, verdicts: Iterable[Verdict]) -> bool:
        """Whether a review was given about just these answers."""
        return review.covers(verdicts) or not self._controls.is_on(Control.REVIEW_BINDING)

    def is_second(self, supervisor_number: str, clerk_number: str) -> bool:
        """Whether these are two people, and not two work ids of one."""
        is_one = self._sessions.are_one_person(supervisor_number, clerk_number)
        return not is_one or not self._controls.is_on(Control.SECOND_PERSON)

    def _withdraw_from_centre(self, device: Device, case_id: UUID, asked: ToReview) -> None:
        """One of the two decides. Raises Refusal where the centre has answered already."""
        row = self.before_centre(device, case_id, asked)
        if row is None:
            return
        if row.state == CentreReviewState.ANSWERED.value:
            raise Refusal(422, TroubleCode.REVIEW_OVER)
        self._connection.execute(
            update(centre_reviews)
            .where(centre_reviews.c.id == row.id)
            .values(state=CentreReviewState.WITHDRAWN.value)
        )

    def before_centre(
        self, device: Device, case_id: UUID, asked: ToReview
    ) -> Row[tuple[Any, ...]] | None:
        """What the centre was asked about these very answers, unless it was withdrawn."""
        book = centre_reviews.c
        rows = self._connection.execute(
            select(centre_reviews)
            .where(book.case_id == str(case_id), book.device_id == device.id)
            .where(book.state != CentreReviewState.WITHDRAWN.value)
            .order_by(book.asked_at.desc())
        )
        return next((row for row in rows if hashes_shown(row) == asked.hashes), None)

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


def hashes_shown(row: Row[tuple[Any, ...]]) -> tuple[bytes, ...]:
    """Which answers a live review before the centre is about."""
    shown = strict_json.loads(row.shown.encode())
    return tuple(bytes.fromhex(each) for each in shown["verdicts_sha256"])


def _about(verdict: Verdict) -> tuple[object, ...]:
    """Who was judged in it, by which reads and before which camera."""
    asked = (verdict.facts.get("flow"), verdict.facts.get("role"))
    return (*asked, verdict.evidence_ids, verdict.photo_sha256)
