"""No photo in the register, and a face nobody is sure of: a referral at an agent, a review at home.

The carrier files the demo's outlet as an agent; for the second part it files it as an own hall.
"""

from __future__ import annotations

from pos_client.domain.outcome import Outcome
from tests.whole.demo.clerk import ScreenWrong, words_of
from tests.whole.demo.day import Day, Step
from tests.whole.demo.refusals import at_verification
from tests.whole.screen import wait_for
from ui import i18n

__all__ = ["STEPS", "fetch_configuration"]

NO_PHOTO, UNSURE = "resident-register-no-photo", "resident-naturalised"
_FETCHED_S = 30.0
_DECIDED_S = 60.0  # the counter asks again by itself


def referred_by_an_agent(day: Day) -> None:
    """An agent's supervisor may not look at faces: the customer is sent to an own hall."""
    at_verification(day, NO_PHOTO, picture="referred")
    at_verification(day, UNSURE, picture="referred-unsure", manner="unsure")


def reviewed_in_an_own_hall(day: Day) -> None:
    """A supervisor approves both: the register has no photo, and a face that is uncertain."""
    services = day.stage.services
    services.tell_gateway("outlet kind OWN_HALL")
    fetch_configuration(day)
    _reviewed(day, NO_PHOTO, "everyday")
    _reviewed(day, UNSURE, "unsure")
    services.tell_gateway("outlet kind AGENT")
    fetch_configuration(day)


def fetch_configuration(day: Day) -> None:
    """外出准备: fetches the configuration now, and says how many cases until when."""
    clerk, hands = day.clerk, day.stage.hands
    hands.press("F7")
    clerk.await_widget("fieldPromise")
    clerk.await_words("primaryAction", "steps.field_again", timeout_s=_FETCHED_S)
    wait_for("a promise", lambda: _promises(day), _FETCHED_S)
    hands.press("esc")
    clerk.await_idle()


def _promises(day: Day) -> bool:
    says = words_of(day.clerk.sees("fieldPromise"))
    return bool(says) and i18n.text("steps.field_unknown") not in says


def _reviewed(day: Day, slug: str, manner: str) -> None:
    clerk, walk, reader = day.clerk, day.walk, day.stage.services.reader
    person = day.person(slug)
    reader.stand("card", manner)
    day.note_read(walk.to_the_photo(person))
    came = walk.photo()
    reader.stand("card")
    if came != "case.review":
        raise ScreenWrong(f"{slug}: {came} instead of a review")
    day.shoot(f"review-{slug}")
    if walk.review() != "case.choose_number":
        raise ScreenWrong(f"{slug}: the review was not taken")
    walk.number_and_sim()
    walk.form()
    sequence = walk.seal()
    clerk.await_words("outcome", "case.UNDER_REVIEW")
    day.shoot(f"under-review-{slug}")
    rows = day.stage.services.ledger()["registrations"]
    (id_,) = (row["id"] for row in rows if row["sequence"] == sequence)
    day.stage.services.tell_gateway(f"review {id_} accept")
    clerk.await_words("outcome", "case.ACCEPTED", timeout_s=_DECIDED_S)
    day.acknowledged[sequence] = Outcome.ACCEPTED
    day.next_customer()


STEPS: tuple[tuple[str, Step], ...] = (
    ("referred-by-an-agent", referred_by_an_agent),
    ("reviewed-in-an-own-hall", reviewed_in_an_own_hall),
)
