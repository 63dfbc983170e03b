"""Captured offline, completed by the customer: the slip, the second visit, and half an outage."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import zxingcpp

from pos_client.domain.flows import AWAIT_CUSTOMER
from pos_client.domain.outcome import Outcome
from tests.whole.demo.about_numbers import codes_need_network
from tests.whole.demo.clerk import ScreenWrong, words_of
from tests.whole.demo.day import BACK_S, Day, Step
from tests.whole.demo.gates import At, gates_of, other_face
from tests.whole.demo.reviews import fetch_configuration
from tests.whole.screen import wait_for

__all__ = ["STAYING", "STEPS", "delivered_to_wait", "show_the_slip", "slip_on_the_screen"]

RETURNING, STAYING = "resident-yang", "resident-pua"


def two_captured_to_return(day: Day) -> None:
    """The carrier wants its customers back: two are captured, each takes a slip along."""
    clerk, services = day.clerk, day.stage.services
    services.tell_gateway("completion CUSTOMER_RETURNS")
    fetch_configuration(day)
    services.stop_gateway()
    clerk.await_widget("offlineBanner", timeout_s=BACK_S)
    for slug in (RETURNING, STAYING):
        day.awaiting[slug] = day.register(slug, None).sequence
        day.note_capture()
        day.slips[slug] = slip_on_the_screen(day)
        day.next_customer()
    delivered_to_wait(day, (RETURNING, STAYING))


def delivered_to_wait(day: Day, slugs: Sequence[str]) -> None:
    """The line is back: whoever was captured is awaited, and stands in the list of those."""
    clerk, waiting = day.clerk, [day.awaiting[slug] for slug in slugs]
    day.stage.services.start_gateway()
    wait_for("an empty queue", lambda: clerk.figure("todayPending") == 0, BACK_S)
    wait_for("the banner to go", lambda: clerk.sees("offlineBanner") is None, BACK_S)
    day.stage.hands.press("F4")
    told = clerk.outcomes_in_queue(waiting, "filter-customer")
    day.acknowledged.update(told)
    wrong = [s for s in waiting if told.get(s) is not Outcome.AWAITING_CUSTOMER]
    if wrong:
        raise ScreenWrong(f"not awaiting their customers: {wrong}")
    day.report.totals.awaiting_customer += len(waiting)
    day.stage.hands.press("F6")
    clerk.await_widget("filter-customer")
    day.shoot("customers-to-return")
    day.stage.hands.press("F2")
    clerk.await_idle()


def another_customer_is_refused(day: Day) -> None:
    """The slip with somebody else's card: refused, and the slip is as good as before."""
    clerk, walk = day.clerk, day.walk
    show_the_slip(day, RETURNING)
    day.note_read(walk.to_the_photo(day.person("resident-jino")))
    if walk.photo() != "case.refused_headline":
        raise ScreenWrong("somebody else's card completed a case")
    day.note_refusal()
    day.expected_alarms.append("IDENTITY_MISMATCH")
    day.shoot("another-customer-refused")
    day.next_customer()
    if clerk.sees("savedSequence") is not None:
        raise ScreenWrong("something was called saved")


def one_returns(day: Day) -> None:
    """The slip is scanned, card and photo are taken afresh, and the case ends well."""
    clerk = day.clerk
    show_the_slip(day, RETURNING)
    day.shoot("returning")
    day.register(RETURNING, Outcome.ACCEPTED)
    day.report.totals.returned += 1
    day.acknowledged[day.awaiting[RETURNING]] = Outcome.ACCEPTED
    day.shoot("returned")
    day.next_customer()
    clerk.await_idle()
    day.stage.hands.scan(day.slips[RETURNING])
    clerk.await_widget("trouble")  # the second return has no second effect
    day.shoot("returned-already")
    day.stage.hands.press("esc")
    clerk.await_idle()


def half_an_outage(day: Day) -> None:
    """The gateway answers and the register does not: captured, and completed by itself later."""
    clerk, services = day.clerk, day.stage.services
    services.tell_gateway("completion GATEWAY_COMPLETES")
    fetch_configuration(day)
    services.tell_gateway("register down")
    saved = day.register("resident-deang", None, Outcome.UNDER_REVIEW, Outcome.ACCEPTED)
    day.note_capture()
    day.shoot("half-an-outage")
    day.next_customer()
    services.tell_gateway("register up")
    wait_for("an empty queue", lambda: clerk.figure("todayPending") == 0, BACK_S)
    day.stage.hands.press("F4")
    told = clerk.outcomes_in_queue([saved.sequence])
    day.acknowledged.update(told)
    day.stage.hands.press("F2")
    clerk.await_idle()
    if told[saved.sequence] is not Outcome.ACCEPTED:
        raise ScreenWrong(f"after the outage: {told[saved.sequence]}")


def slip_on_the_screen(day: Day) -> str:
    """Without a printer the slip's code stands on the screen: photograph it."""
    clerk, stage = day.clerk, day.stage
    stage.hands.press("F3")
    code = clerk.await_widget("slipCode")
    day.shoot("slip")
    found = zxingcpp.read_barcodes(stage.eyes.picture(code.box))
    stage.hands.press("esc")
    wait_for("the slip to go", lambda: clerk.sees("slipCode") is None)
    if len(found) != 1:
        raise ScreenWrong("the code on the screen cannot be read")
    return str(found[0].text)


def show_the_slip(day: Day, slug: str) -> None:
    """The scanner reads what a customer has brought along; their card is asked for."""
    day.stage.hands.scan(day.slips[slug])
    day.clerk.await_words("headline", "steps.return_headline")
    day.flow = AWAIT_CUSTOMER.name
    if not words_of(day.clerk.sees("subline")):
        raise ScreenWrong("the page does not say until when the slip holds")
    day.clerk.pause()


STEPS: tuple[tuple[str, Step], ...] = (
    ("two-captured-to-return", two_captured_to_return),
    ("another-customer-refused", another_customer_is_refused),
    *gates_of(
        At(partial(show_the_slip, slug=RETURNING), RETURNING, ("case.choose_number",)),
        "returning",
        other_face,
    ),
    (
        "slip-needs-the-network",
        partial(
            codes_need_network,
            slips={AWAIT_CUSTOMER.name: RETURNING},
            picture="slip-offline",
        ),
    ),
    ("one-returns", one_returns),
    ("half-an-outage", half_an_outage),
)
