"""An ID number is typed, pasted and dropped also where not every customer comes: a supervisor's
fields, the contact number, the slip and its return, the list of those to come, 外出准备."""

from __future__ import annotations

from pos_client.domain.outcome import Outcome
from tests.whole.demo.clerk import ScreenWrong
from tests.whole.demo.day import BACK_S, Day, Step
from tests.whole.demo.gateway_books import opened_cases
from tests.whole.demo.intruder import Intruder
from tests.whole.demo.returning import STAYING, show_the_slip
from tests.whole.demo.typed_identity import expect_refusal
from tests.whole.screen import wait_for

__all__ = ["CONTACT_NUMBER", "STEPS"]

CONTACT_NUMBER = "17055550165"


def at_a_review(day: Day) -> None:
    """The second number of one person: a supervisor's own fields take no ID number either."""
    clerk, walk = day.clerk, day.walk
    intruder = Intruder(day, day.stage.client)
    day.note_read(walk.to_the_photo(day.person("resident-second-number")))
    if walk.photo() != "case.review":
        raise ScreenWrong("nobody has to look at a second number")
    intruder.try_page("review")
    expect_refusal(day, "reviewClerkNumber")
    if walk.review() != "case.choose_number":
        raise ScreenWrong("the review was not taken")
    walk.number_and_sim()
    walk.form()
    sequence = walk.seal()
    clerk.await_words("outcome", "case.ACCEPTED")
    day.acknowledged[sequence] = Outcome.ACCEPTED
    day.next_customer()


def while_the_gateway_is_away(day: Day) -> None:
    """The contact number may be typed, and arrives; an ID number stays in neither."""
    stage, clerk, walk, hands = day.stage, day.clerk, day.walk, day.stage.hands
    intruder = Intruder(day, stage.client)
    stage.services.stop_gateway()
    clerk.await_widget("offlineBanner", timeout_s=BACK_S)
    hands.press("F7")
    clerk.await_words("primaryAction", "steps.field_again", timeout_s=BACK_S)
    intruder.try_page("field work")
    _leave(day)
    day.note_read(walk.to_the_photo(day.person("resident-gaoshan")))
    walk.photo("case.choose_number")
    walk.number_and_sim()
    walk.form()
    clerk.await_words("headline", "case.seal")
    intruder.try_page("seal, captured")
    expect_refusal(day, "contactNumber")
    clerk.put_cursor_in("contactNumber")
    hands.type_text(CONTACT_NUMBER)
    clerk.pause()
    day.shoot("contact-number")
    hands.press("enter")  # kept, and the cursor leaves the field
    clerk.pause()
    sequence = walk.seal()
    day.report.totals.captured += 1
    hands.press("F3")
    clerk.await_widget("slipCode")
    intruder.try_page("slip", within="paperOverlay")
    hands.press("esc")
    wait_for("the slip to go", lambda: clerk.sees("slipCode") is None)
    intruder.try_page("saved, captured")
    day.next_customer()
    _bring_back(day, sequence)


def _bring_back(day: Day, sequence: int) -> None:
    clerk = day.clerk
    day.stage.services.start_gateway()
    wait_for("an empty queue", lambda: clerk.figure("todayPending") == 0, BACK_S)
    wait_for("the banner to go", lambda: clerk.sees("offlineBanner") is None, BACK_S)
    day.stage.hands.press("F4")
    day.acknowledged.update(clerk.outcomes_in_queue([sequence]))
    day.stage.hands.press("F2")
    clerk.await_idle()
    if day.acknowledged[sequence] is not Outcome.ACCEPTED:
        raise ScreenWrong(f"not accepted: {day.acknowledged[sequence]}")
    cases = opened_cases(day.stage.services.gateway_folder)
    if sum(CONTACT_NUMBER.encode() in case for case in cases) != 1:
        raise ScreenWrong("the contact number did not arrive in this case alone")


def beside_a_slip(day: Day) -> None:
    """The list of customers to come, and the page on which a slip asks for its card."""
    clerk, hands = day.clerk, day.stage.hands
    intruder = Intruder(day, day.stage.client)
    hands.press("F6")
    clerk.await_widget("filter-customer")
    intruder.try_page("customers to come", scan_leads_to="case.lay_card")
    hands.press("esc")
    wait_for("the words to go", lambda: clerk.sees("trouble") is None)
    clerk.await_idle()
    show_the_slip(day, STAYING)
    intruder.try_page("return")
    _leave(day)


def _leave(day: Day) -> None:
    """Esc closes what the scanner's digits were told, and after that the page."""
    clerk, hands = day.clerk, day.stage.hands
    clerk.await_widget("trouble")
    hands.press("esc")
    wait_for("the words to go", lambda: clerk.sees("trouble") is None)
    hands.press("esc")
    clerk.await_idle()


STEPS: tuple[tuple[str, Step], ...] = (
    ("typed-at-a-review", at_a_review),
    ("typed-while-the-gateway-is-away", while_the_gateway_is_away),
    ("typed-beside-a-slip", beside_a_slip),
)
