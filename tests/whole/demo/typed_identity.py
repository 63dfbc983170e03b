"""The steps in which an ID number is typed, pasted and dropped into everything there is."""

from __future__ import annotations

from pos_client.domain.outcome import Outcome
from tests.whole.demo.clerk import ScreenWrong, words_of
from tests.whole.demo.day import Day, Step
from tests.whole.demo.intruder import Intruder
from tests.whole.screen import wait_for

__all__ = ["STEPS", "expect_refusal"]


def before_log_in(day: Day) -> None:
    """The enrolment page of a fresh home, then the log-in page."""
    stage, clerk = day.stage, day.clerk
    stage.kill_client()
    stage.start_client(stage.services.folder / "fresh")
    clerk.await_widget("enrolButton", timeout_s=30)
    day.shoot("enrolment")
    Intruder(day, stage.client).try_page("enrolment")
    stage.kill_client()
    stage.start_client()
    clerk.await_widget("loginButton", timeout_s=30)
    Intruder(day, stage.client).try_page("log-in")
    expect_refusal(day, "loginClerkNumber")
    clerk.log_in()
    clerk.await_idle()


def in_every_step_of_a_case(day: Day) -> None:
    """From the idle page to the saved one; the case is accepted as if nothing had been tried."""
    stage, clerk, hands = day.stage, day.clerk, day.stage.hands
    intruder = Intruder(day, stage.client)
    intruder.try_page("idle")
    person = day.person("resident-wei")
    day.note_read(clerk.lay(person))
    clerk.check_person(person)
    intruder.try_page("visual check")
    clerk.check_person_or_mask(person)
    walk = day.walk
    walk.visual_check()
    clerk.lift()
    intruder.try_page("consent")
    walk.consent()
    intruder.try_page("live photo")
    walk.photo("case.choose_number")
    clerk.await_widget("numberOffer-0")
    intruder.try_page("number")
    expect_refusal(day, "numberSearch")
    walk.number_and_sim()
    intruder.try_page("form")
    walk.form()
    intruder.try_page("seal")
    hands.press("ctrl+delete")
    clerk.await_widget("cancelKeep")
    day.shoot("cancel-question")
    intruder.try_page("cancel question", within="cancelOverlay")
    hands.press("esc")
    wait_for("the question to go", lambda: clerk.sees("cancelKeep") is None)
    hands.press("ctrl+l")
    clerk.await_widget("loginButton")
    day.shoot("locked")
    intruder.try_page("lock")
    clerk.unlock()
    clerk.await_words("headline", "case.seal")
    clerk.check_person_or_mask(person)
    sequence = walk.seal()
    clerk.await_words("outcome", "case.ACCEPTED")
    day.acknowledged[sequence] = Outcome.ACCEPTED
    intruder.try_page("saved")
    hands.press("enter")
    clerk.await_idle()


def where_a_case_has_ended(day: Day) -> None:
    """The page of a refusal, that of an unreadable card, the queue and the help."""
    stage, clerk, hands = day.stage, day.clerk, day.stage.hands
    intruder = Intruder(day, stage.client)
    person = day.person("resident-unknown")
    day.note_read(day.walk.to_the_photo(person))
    if day.walk.photo() != "case.refused_headline":
        raise ScreenWrong("somebody the register does not know was not refused")
    day.note_refusal()
    intruder.try_page("refused")
    hands.press("enter")
    clerk.await_idle()
    stage.services.reader.fault("wrong_status status=81 on=select_card")
    stage.services.reader.lay("resident-sun")
    clerk.await_words("headline", "case.unreadable_headline")
    day.note_refusal()
    day.shoot("unreadable")
    intruder.try_page("unreadable")
    clerk.lift()
    stage.services.reader.clear_faults()
    hands.press("enter")
    clerk.await_idle()
    hands.press("F4")
    clerk.await_widget("queueTable")
    intruder.try_page("queue", scan_leads_to="case.lay_card")
    hands.press("esc")
    clerk.await_idle()
    hands.press("F1")
    clerk.await_widget("helpClose")
    day.shoot("help")
    intruder.try_page("help", within="helpOverlay")
    hands.press("esc")
    clerk.await_idle()


def expect_refusal(day: Day, field: str) -> None:
    """The keys have arrived, for the field says why it is empty."""
    if not words_of(day.clerk.await_widget(f"{field}Hint")):
        raise ScreenWrong(f"{field} does not say why it took nothing")


STEPS: tuple[tuple[str, Step], ...] = (
    ("typed-before-log-in", before_log_in),
    ("typed-in-every-step-of-a-case", in_every_step_of_a_case),
    ("typed-where-a-case-has-ended", where_a_case_has_ended),
)
