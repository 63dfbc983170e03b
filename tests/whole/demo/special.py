"""无芯片证件 in an own hall: photographed, looked at by two, and decided far away by reviewers."""

from __future__ import annotations

import time
from functools import partial

from pos_client.domain.flows import SPECIAL_DOCUMENT
from pos_client.domain.outcome import Outcome
from pos_client.domain.review import ReviewReason
from pos_client.domain.verdict import Check
from tests.whole.demo.about_numbers import all_words, needs_network, press_flow
from tests.whole.demo.acting import photographed
from tests.whole.demo.centre_desk import CentreDesk
from tests.whole.demo.clerk import ScreenWrong
from tests.whole.demo.day import Day, Step
from tests.whole.demo.gates import At, at_risk, over
from ui import i18n

__all__ = ["STEPS"]

_FLOW, _CHECK = SPECIAL_DOCUMENT.name, Check.SPECIAL_DOCUMENT
_PASSPORT, _TEMPORARY_ID = "7", "1"
_ABROAD, _BEING_MADE = "5", "1"
_DECIDED_S = 60.0
_TO_STAND_S = 1.0
_WORDS = {
    "name": "样本艾伦",
    "number": "E00012345",
    "address": "示例省样本市一号院",
    "birth_date": "1988-02-03",
}


def transcribed_and_accepted(day: Day) -> None:
    """Nothing is typed at the counter; a reviewer reads the images before anything is active."""
    sequence = _under_review(day, _ABROAD, _PASSPORT, pages=2)
    with CentreDesk(day.stage.services) as centre:
        id_ = centre.waiting("SEALED")["id"]
        centre.transcribe(id_, _WORDS)
        centre.decide(id_)
    day.clerk.await_words("outcome", f"case.{Outcome.ACCEPTED.value}", timeout_s=_DECIDED_S)
    day.acknowledged[sequence] = Outcome.ACCEPTED
    day.shoot("special-accepted")
    (line,) = day.stage.services.ledger()["special_documents"]
    if (line["read_by"], line["document_type"]) != ("TRANSCRIBED", "PASSPORT"):
        raise ScreenWrong("the number is not marked as transcribed")
    day.next_customer()


def refused_by_the_reviewers(day: Day) -> None:
    """The customer hears it from the counter, or asks with the form's number."""
    sequence = _under_review(day, _BEING_MADE, _TEMPORARY_ID, pages=1)
    with CentreDesk(day.stage.services) as centre:
        centre.decide(centre.waiting("SEALED")["id"], ReviewReason.PHOTO_UNCLEAR.value)
    day.clerk.await_words("outcome", f"case.{Outcome.REJECTED.value}", timeout_s=_DECIDED_S)
    day.acknowledged[sequence] = Outcome.REJECTED
    day.shoot("special-refused-by-reviewers")
    day.next_customer()


def refused_by_the_supervisor(day: Day) -> None:
    """The second person at the counter says no, and nothing is saved."""
    entered = len(day.stage.services.ledger()["registrations"])
    _to_the_supervisor(day, _BEING_MADE, _TEMPORARY_ID, pages=1)
    if day.walk.review("case.refused_headline", is_approved=False) != "case.refused_headline":
        raise ScreenWrong("a supervisor said no, and the case goes on")
    day.note_refusal()
    day.shoot("special-refused-by-supervisor")
    day.next_customer()
    if len(day.stage.services.ledger()["registrations"]) != entered:
        raise ScreenWrong("something reached the gateway")


def no_way_from_an_unreadable_card(day: Day) -> None:
    """The page of a chip that cannot be read names another reader and the police, and no key."""
    day.stage.services.reader.fault("wrong_status status=81 on=select_card")
    day.stage.services.reader.lay("resident-lin")
    day.clerk.await_words("headline", "case.unreadable_headline")
    if i18n.text(f"subject.flow_{_FLOW}") in all_words(day):
        raise ScreenWrong("an unreadable card leads to the way without a chip")
    day.shoot("special-not-for-an-unreadable-card")
    day.stage.services.reader.clear_faults()
    day.clerk.lift()
    day.next_customer()


def _under_review(day: Day, reason: str, document: str, *, pages: int) -> int:
    """Captured, looked at, signed, saved; the sequence of what nobody has accepted."""
    _to_the_supervisor(day, reason, document, pages=pages)
    if day.walk.review() != "case.choose_number":
        raise ScreenWrong("the review was not taken")
    day.walk.number_and_sim()
    day.clerk.await_words("headline", "case.form")
    if "审核通过之前号码不会开通" not in all_words(day):
        raise ScreenWrong("the form does not say that the carrier decides")
    day.shoot("special-form")
    day.walk.form()
    sequence = day.walk.seal()
    day.clerk.await_words("outcome", f"case.{Outcome.UNDER_REVIEW.value}")
    day.shoot("special-under-review")
    return sequence


def limit_reached(day: Day, at: At) -> None:
    """As many as the outlet may take on one day have come already."""
    at.begin(day)
    day.stage.services.tell_gateway(f"verdict {_CHECK.value} SPECIAL_LIMIT times=1")
    if _before_the_camera(day, at) != "case.refused_headline":
        raise ScreenWrong("one document more than an outlet may take")
    over(day, at, "verdicts.why_SPECIAL_LIMIT", picture="special-limit")


def looks_unlike(day: Day, at: At) -> None:
    """The clerk's no, by the document that lies there."""
    at.begin(day)
    day.clerk.pause()
    day.stage.hands.press("F8")
    day.clerk.await_words("headline", "case.refused_headline")
    over(day, at, "verdicts.why_VISUAL_CHECK_REFUSED", picture="special-clerk-says-no")


def _to_the_supervisor(day: Day, reason: str, document: str, *, pages: int) -> None:
    _document_taken(day, reason, document, pages=pages)
    if _before_the_camera(day, _SOMEBODY) != "case.review":
        raise ScreenWrong("a document without a chip goes on without anybody's look")
    day.shoot("special-review")


def _document_taken(day: Day, reason: str, document: str, *, pages: int) -> None:
    """From the flow's key to the clerk's look at document and person."""
    clerk, hands = day.clerk, day.stage.hands
    press_flow(day, _FLOW)
    clerk.await_words("headline", "case.reason")
    day.shoot("special-reason")
    hands.press(reason)
    clerk.await_words("headline", "documents.choose_special_document")
    clerk.pause()
    hands.press(document)
    clerk.await_words("headline", "documents.photograph_special_document")
    photographed(day, pages)
    clerk.await_words("headline", "case.visual_check_special_document")


def _before_the_camera(day: Day, at: At) -> str:
    """The clerk's yes, the consent without a face, the photo; returns the headline that came."""
    clerk, hands, reader = day.clerk, day.stage.hands, day.stage.services.reader
    clerk.pause()
    hands.press("enter")
    clerk.await_words("headline", "case.consent")
    if clerk.sees("agree-face") is not None:
        raise ScreenWrong("a face is asked about that nobody compares")
    hands.press("0")
    clerk.await_words("primaryAction", "steps.consent_unsigned")
    day.walk.sign("consentPad")
    clerk.await_words("primaryAction", "case.go_on_consent")
    hands.press("enter")
    reader.stand(day.person("resident-deang").slug)
    time.sleep(_TO_STAND_S)
    came = day.walk.photo(*at.goes_on, "case.refused_headline")
    reader.stand("card")
    return came


_SOMEBODY = At(
    partial(_document_taken, reason=_ABROAD, document=_PASSPORT, pages=1),
    "",
    ("case.review",),
    is_agents=False,
    to_answer=_before_the_camera,
)

STEPS: tuple[tuple[str, Step], ...] = (
    ("transcribed-and-accepted", transcribed_and_accepted),
    ("refused-by-the-reviewers", refused_by_the_reviewers),
    ("refused-by-the-supervisor", refused_by_the_supervisor),
    ("special-looks-unlike", partial(looks_unlike, at=_SOMEBODY)),
    ("special-limit-reached", partial(limit_reached, at=_SOMEBODY)),
    ("special-at-risk-refused", partial(at_risk, at=_SOMEBODY, check=_CHECK)),
    ("no-way-from-an-unreadable-card", no_way_from_an_unreadable_card),
    ("special-needs-the-network", partial(needs_network, flow=_FLOW, picture="special-offline")),
)
