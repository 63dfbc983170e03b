"""The step 复核: a supervisor decides at the counter, or the carrier's centre far from it."""

from __future__ import annotations

from uuid import UUID

from pos_client.application.centre_reviewing import CentreReviewing
from pos_client.application.desk import Desk
from pos_client.application.lapses import Lapses
from pos_client.application.open_case import OpenCase
from pos_client.application.ports import ReviewAsked
from pos_client.application.refusals import what_was_refused
from pos_client.application.review_commands import DecideReview
from pos_client.application.state import CasePhase
from pos_client.application.trouble import (
    GatewayTrouble,
    NotAuthorised,
    ReviewRefused,
    Trouble,
)
from pos_client.application.workers import Workers
from pos_client.domain.case import Case
from pos_client.domain.case_errors import AnswersExpired, ReadTooOld, VerdictForeign
from pos_client.domain.flow import Step
from pos_client.domain.review import Review

__all__ = ["Reviewing"]


class Reviewing:
    """Nothing goes on while a review is open; without the gateway there is none."""

    def __init__(self, desk: Desk, workers: Workers, open_case: OpenCase, lapses: Lapses) -> None:
        self._desk = desk
        self._workers = workers
        self._open = open_case
        self._lapses = lapses
        self.centre = CentreReviewing(desk, workers, open_case, self._take)

    def decide(self, decision: DecideReview) -> None:
        """Ask the gateway to sign what the supervisor decided."""
        desk, case, session = self._desk, self._open.case, self._desk.session
        if case is None or session is None:
            return
        if decision.clerk_number.strip() == session.clerk.clerk_number:
            desk.tell(ReviewRefused())  # four eyes are two people
            return
        if decision.is_approved is (decision.reason is not None):
            desk.tell(ReviewRefused())  # a refusal has a reason, and nothing else has
            return
        asked = ReviewAsked(
            case.id,
            tuple(verdict.token for verdict in case.party.verdicts),
            decision.clerk_number.strip(),
            decision.password,
            decision.is_approved,
            decision.second_factor,
            decision.reason,
        )
        case_id = case.id
        self._open.phase = CasePhase.WORKING
        self._workers.ask(
            lambda: desk.tools.gateway.review(asked, session),
            lambda review: self._decided(case_id, review),
            lambda trouble: self._not_decided(case_id, trouble),
        )

    def _decided(self, case_id: UUID, review: Review) -> None:
        case = self._open.case
        if case is None or not self._open.is_awaiting(case_id, Step.REVIEW):
            return
        self._open.phase = CasePhase.OPEN
        self._take(case, review)

    def _take(self, case: Case, review: Review) -> None:
        """Go by what a second person has decided, here or in the centre."""
        try:
            reviewed = case.take_review(review, self._desk.now())
        except VerdictForeign:
            self._desk.audit("review_foreign", case_id=str(case.id))
            self._desk.tell(GatewayTrouble())
            return
        except ReadTooOld:
            self._open.phase = CasePhase.REREAD
            return
        except AnswersExpired:
            self._lapses.ask_again(case)
            return
        self._desk.audit("review_decided", **_noted(case, review))
        self._open.case = reviewed
        if review.goes_on:
            self._open.choice.enter(reviewed)
        else:
            self._open.refuse("REVIEW_REFUSED")

    def _not_decided(self, case_id: UUID, trouble: Trouble) -> None:
        if not self._open.is_awaiting(case_id, Step.REVIEW):
            return
        self._open.phase = CasePhase.OPEN
        if isinstance(trouble, NotAuthorised):
            trouble = what_was_refused(trouble)
        self._desk.tell(trouble)


def _noted(case: Case, review: Review) -> dict[str, str | bool]:
    """What the audit keeps: who decided what and why, and by what they had before them.

    On site that is the screen with the person of this read and this live photo; the centre's word
    names the hash of what the gateway has shown there.
    """
    party, photo = case.party, case.party.live_photo
    return {
        "case_id": str(case.id),
        "role": party.role.value,
        "supervisor": review.supervisor_number,
        "way": review.way.value,
        "approved": review.is_approved,
        "left": review.is_left,
        "reason": review.reason,
        "codes": " ".join(review.codes),
        "shown_read": str(party.evidence[-1].id) if party.evidence else "",
        "shown_photo": photo.sha256.hex() if photo else "",
        "shown_documents": " ".join(each.sha256.hex() for each in party.documents),
        "shown_by_centre": review.shown_sha256.hex(),
    }
