"""A second number before whoever may look at it: at the counter, in the centre, or later."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache

from drivers.simulator.deck import load_deck
from pos_client.application.progress_state import StepState, StepStatus, VerdictState
from pos_client.application.state import CasePhase, CaseState
from pos_client.application.step_state import CentreWait, ReviewState
from pos_client.domain.flow import PartyRole, Step
from pos_client.domain.review import ReviewReason, ReviewWay
from pos_client.domain.verdict import Check, Consequence
from tests.honest_cases import live_photo_of
from tests.ui.people import CHINA_NOW, VERDICTS, at_step, person, with_case

__all__ = ["REVIEW_SCENES", "of_faces"]

_CODES = ("QUOTA_REVIEW",)
_BOTH = ReviewState(_CODES, ways=tuple(ReviewWay))
_FAR = ReviewState(_CODES, ways=(ReviewWay.CENTRE,))
_LEFT = timedelta(minutes=2, seconds=31)
_FACTS = (("in_use", 1), ("limit", 5), ("nth", 2))
_SECOND = (
    *VERDICTS[:2],
    VerdictState(Check.QUOTA, "QUOTA_REVIEW", Consequence.NEEDS_REVIEW, _FACTS),
)


def _before(review: ReviewState, *, is_waiting: bool = False) -> CaseState:
    wait = CentreWait(is_asked=True, until=CHINA_NOW + _LEFT) if is_waiting else CentreWait()
    return at_step(Step.REVIEW, verdicts=_SECOND, review=replace(review, centre=wait))


@cache
def of_faces(slug: str = "resident-wang") -> CaseState:
    """A face that nobody is sure of, with what there is to be sure of."""
    photo = load_deck()[slug].card().photo
    live = live_photo_of(photo, CHINA_NOW).jpeg
    review = ReviewState(("FACE_UNSURE", *_CODES), ways=tuple(ReviewWay), live_photo=live)
    unsure = VerdictState(Check.FACE_MATCH, "FACE_UNSURE", Consequence.NEEDS_REVIEW, ())
    return replace(
        _before(review),
        verdicts=(VERDICTS[0], unsure, _SECOND[2]),
        identity=person(raw_photo=photo),
    )


def _left() -> CaseState:
    """Nobody has answered in time: the case goes on, and no word says that it was approved."""
    case = at_step(Step.NUMBER_AND_SIM, verdicts=_SECOND, left_to_centre=(PartyRole.OWNER,))
    place = next(at for at, each in enumerate(case.steps) if each.step is Step.NUMBER_AND_SIM)
    review = StepState(Step.REVIEW, StepStatus.DONE, "", PartyRole.OWNER)
    return replace(case, steps=(*case.steps[:place], review, *case.steps[place:]))


def _refused() -> CaseState:
    """The centre has refused, and the clerk is told why."""
    case = at_step(Step.REVIEW, CasePhase.REFUSED, verdicts=_SECOND, identity=None)
    reason = ReviewReason.PHOTO_UNCLEAR.value
    return replace(case, code="REVIEW_REFUSED", refused_because=reason)


REVIEW_SCENES = {
    "review-two-ways": with_case(_before(_BOTH)),
    "review-waiting": with_case(_before(_BOTH, is_waiting=True)),
    "review-centre": with_case(_before(_FAR)),
    "review-centre-waiting": with_case(_before(_FAR, is_waiting=True)),
    "review-left": with_case(_left()),
    "review-refused": with_case(_refused()),
    "review-faces": with_case(of_faces()),
}
