"""复核: by a supervisor at the counter, by the carrier's centre, and by neither.

The flow is a new number for somebody who has one; offline nobody can look at it, so it is captured.
"""

from __future__ import annotations

from pos_client.domain.outcome import Outcome
from pos_client.domain.review import ReviewReason
from tests.whole.demo.centre_desk import CentreDesk
from tests.whole.demo.clerk import ScreenWrong, words_of
from tests.whole.demo.day import Day, Step
from ui import i18n

__all__ = ["STEPS"]

_PERSON = "resident-second-number"
_ANSWERED_S = 30.0


def approved_by_the_centre(day: Day) -> None:
    """The centre sees the case with its age and approves; it is accepted like any other."""
    _at_review(day)
    day.shoot("review-two-ways")
    day.stage.hands.press("F11")
    _await_countdown(day)
    day.shoot("review-waiting")
    with CentreDesk(day.stage.services) as centre:
        seen = centre.waiting("LIVE")
        if seen["codes"] != ["QUOTA_REVIEW"] or "*" not in seen["masked_name"]:
            raise ScreenWrong("the centre sees something else")
        centre.decide(seen["id"])
    day.clerk.await_words("headline", "case.choose_number", timeout_s=_ANSWERED_S)
    _finished(day, "approved-by-the-centre")


def refused_by_the_centre(day: Day) -> None:
    _at_review(day)
    day.stage.hands.press("F11")
    _await_countdown(day)
    with CentreDesk(day.stage.services) as centre:
        centre.decide(centre.waiting("LIVE")["id"], ReviewReason.PERSON_DOUBTED.value)
    day.clerk.await_words("headline", "case.refused_headline", timeout_s=_ANSWERED_S)
    day.clerk.await_widget("endingHappened")
    reason = i18n.text(f"steps.review_reason_{ReviewReason.PERSON_DOUBTED.value}")
    if reason not in words_of(day.clerk.sees("endingHappened")):
        raise ScreenWrong("the counter is not told why the centre has refused")
    day.shoot("refused-by-the-centre")
    day.note_refusal()
    day.next_customer()


def approved_here_while_the_centre_waits(day: Day) -> None:
    """Both ways are open: a supervisor comes first, and the centre's queue is empty again."""
    _at_review(day)
    day.stage.hands.press("F11")
    _await_countdown(day)
    if day.walk.review() != "case.choose_number":
        raise ScreenWrong("the review was not taken")
    _finished(day, "approved-here-first")


def _at_review(day: Day) -> None:
    day.note_read(day.walk.to_the_photo(day.person(_PERSON)))
    came = day.walk.photo()
    if came != "case.review":
        raise ScreenWrong(f"{came} instead of a review")


def _await_countdown(day: Day) -> None:
    day.clerk.await_widget("centreWait", timeout_s=_ANSWERED_S)
    told = words_of(day.clerk.sees("centreWait"))
    beginning = i18n.text("steps.centre_waiting", left="@").split("@")[0]
    asking = i18n.text("steps.centre_asking")
    if beginning not in told and asking not in told:
        raise ScreenWrong("nobody is told how long the centre has left")


def _finished(day: Day, picture: str) -> None:
    day.walk.number_and_sim()
    day.walk.form()
    sequence = day.walk.seal()
    day.clerk.await_words("outcome", "case.ACCEPTED")
    day.acknowledged[sequence] = Outcome.ACCEPTED
    day.shoot(picture)
    day.next_customer()


STEPS: tuple[tuple[str, Step], ...] = (
    ("approved-by-the-centre", approved_by_the_centre),
    ("refused-by-the-centre", refused_by_the_centre),
    ("approved-here-while-the-centre-waits", approved_here_while_the_centre_waits),
)
