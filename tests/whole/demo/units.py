"""单位/行业用户 in an own hall: a unit's order, its users one by one, rest and restart, who comes
later."""

from __future__ import annotations

from functools import partial

import zxingcpp

from pos_client.domain.flows import UNIT_REGISTRATION
from pos_client.domain.outcome import Outcome
from tests.whole.demo.about_numbers import (
    ASKS_CARD,
    all_words,
    give_up,
    needs_network,
    press_flow,
    refused_at_verification,
    troubled,
)
from tests.whole.demo.acting import photographed
from tests.whole.demo.clerk import ANSWER_S, ScreenWrong, words_of
from tests.whole.demo.day import OUTCOMES, Day, Step
from tests.whole.screen import wait_for
from ui import i18n

__all__ = ["AT_AN_AGENTS", "STEPS"]

_FLOW = UNIT_REGISTRATION.name
_KNOWN, _NEW = "91350100MA00DEM00M", "91350100MA00DEM01Q"
_AGENT = "resident-lin"
_ENDED = "case.refused_headline"
_COUNT = 3


def _looked_up(day: Day, credit_code: str) -> None:
    """Eighteen characters off a licence; the first takes the field."""
    press_flow(day, _FLOW)
    day.clerk.await_words("headline", "case.unit")
    day.clerk.put_cursor_in("unitCreditCode")
    day.clerk.pause()
    day.stage.hands.type_text(credit_code)
    day.clerk.pause()
    day.stage.hands.press("enter")


def unit_refused(day: Day, credit_code: str, why: str) -> None:
    """By the registers, or by its own check character: no card is asked for."""
    _looked_up(day, credit_code)
    if why == "check":
        day.clerk.await_words("primaryAction", "units.code_wrong")
    else:
        wait_for(
            "the reason to be told",
            lambda: i18n.text(f"troubles.unit_{why}") in all_words(day),
            ANSWER_S,
        )
    day.shoot(f"unit-{why}")
    give_up(day)


def identity_typed(day: Day) -> None:
    """Somebody's ID number is taken by no field, this one neither."""
    press_flow(day, _FLOW)
    day.clerk.await_words("headline", "case.unit")
    day.clerk.put_cursor_in("unitCreditCode")
    day.clerk.pause()
    day.stage.hands.type_text(day.deck["resident-lin"].fields.id_number)
    wait_for(
        "an empty field",
        lambda: words_of(day.clerk.sees("unitCreditCodeHint")) != "",
        ANSWER_S,
    )
    day.clerk.pause()
    day.stage.hands.press("ctrl+delete")
    day.clerk.await_widget("cancelConfirm")
    day.clerk.pause()
    day.stage.hands.press("ctrl+delete")
    day.clerk.await_words("headline", *ASKS_CARD)


def asked_for(day: Day, credit_code: str, count: int, known: str) -> None:
    _looked_up(day, credit_code)
    day.clerk.await_words("headline", "case.unit_known")
    wait_for("the unit", lambda: known in words_of(day.clerk.sees("unitName")), ANSWER_S)
    day.clerk.put_cursor_in("unitCount")
    day.clerk.pause()
    day.stage.hands.type_text(str(count))
    day.shoot("unit-asks")
    day.clerk.pause()
    day.stage.hands.press("enter")
    day.clerk.await_words("headline", *ASKS_CARD)


def agent_refused(day: Day, slug: str) -> None:
    """The register says no about the handling agent: the unit has no order."""
    asked_for(day, _KNOWN, _COUNT, "福州")
    refused_at_verification(day, slug, "documents.choose")
    day.next_customer()


def _sealed_by_agent(day: Day, outcome: Outcome) -> None:
    day.note_read(day.walk.to_the_photo(day.person(_AGENT)))
    if day.walk.photo("documents.choose", _ENDED) == _ENDED:
        raise ScreenWrong("the handling agent was refused")
    day.stage.hands.press("1")
    day.clerk.await_words("headline", "documents.photograph")
    photographed(day, pages=1)
    wait_for(
        "the letter to be asked for",
        lambda: i18n.text("documents.BUSINESS_LICENCE") not in all_words(day),
        ANSWER_S,
    )
    photographed(day, pages=1)
    day.clerk.await_words("headline", f"case.form_{_FLOW}")
    day.shoot("unit-form")
    day.walk.sign("formPad")
    day.clerk.await_words("primaryAction", "case.go_on_form_seals")
    day.stage.hands.press("enter")
    sequence = day.walk.saved()
    said = day.clerk.await_words("outcome", f"case.{outcome.value}")
    day.acknowledged[sequence] = OUTCOMES.get(said)
    day.shoot(f"unit-{outcome.value.lower()}")


def _code_on_the_screen(day: Day) -> str:
    """What the unit's paper says as a code, photographed off the page."""
    code = day.clerk.await_widget("savedCode")
    found = zxingcpp.read_barcodes(day.stage.eyes.picture(code.box))
    if len(found) != 1:
        raise ScreenWrong("the code on the screen cannot be read")
    return str(found[0].text)


def order_opened(day: Day) -> None:
    """The unit, its licence and letter, its handling agent: the order is open, nobody has come."""
    asked_for(day, _KNOWN, _COUNT, "福州")
    _sealed_by_agent(day, Outcome.ACCEPTED)
    day.slips["order"] = _code_on_the_screen(day)
    day.stage.hands.press("enter")
    _asks_user(day, 1)
    day.shoot("unit-order")


def _asks_user(day: Day, nth: int) -> None:
    said = i18n.text("units.next_user").format(nth=nth, count=_COUNT)
    wait_for(f"user {nth}", lambda: said in words_of(day.clerk.sees("headline")), ANSWER_S)


def user_accepted(day: Day, slug: str, nth: int) -> None:
    """From the card to the acceptance, and the order asks for the next one."""
    _asks_user(day, nth)
    before = day.stage.hands.keystrokes
    day.note_read(day.walk.to_the_photo(day.person(slug)))
    if day.walk.photo("case.choose_number", _ENDED) == _ENDED:
        raise ScreenWrong(f"{slug} was refused")
    day.walk.number_and_sim()
    day.walk.sign("formPad")
    day.clerk.await_words("primaryAction", "case.go_on_form_seals")
    day.stage.hands.press("enter")
    sequence = day.walk.saved()
    said = day.clerk.await_words("outcome", f"case.{Outcome.ACCEPTED.value}")
    day.acknowledged[sequence] = OUTCOMES.get(said)
    day.say(f"    {slug}: {day.stage.hands.keystrokes - before} keystrokes for one user")
    day.shoot(f"unit-user-{slug}")
    day.stage.hands.press("enter")


def user_refused(day: Day, slug: str, nth: int) -> None:
    """One refusal concerns that user: the order asks for the same place again."""
    _asks_user(day, nth)
    refused_at_verification(day, slug, "case.choose_number")
    day.stage.hands.press("enter")
    _asks_user(day, nth)
    wait_for(
        "the refusal in the list",
        lambda: i18n.text("units.line_REFUSED") in all_words(day),
        ANSWER_S,
    )
    day.shoot("unit-user-refused")


def paused_killed_resumed(day: Day) -> None:
    """It rests, the program is killed, and its code brings it back as it was."""
    clerk, hands = day.clerk, day.stage.hands
    clerk.pause()
    hands.press("F8")
    clerk.await_words("headline", "units.paused")
    day.shoot("unit-order-paused")
    day.stage.services.reader.lay("resident-jin")
    troubled(day, "troubles.unit_order_paused")
    day.stage.services.reader.lift()
    day.stage.kill_client()
    day.stage.start_client()
    clerk.log_in()
    clerk.await_idle()
    clerk.pause()
    hands.scan(day.slips["order"])
    clerk.await_words("headline", "units.paused")
    clerk.pause()
    hands.press("F8")
    _asks_user(day, 2)
    day.shoot("unit-order-resumed")


def kept_for_later(day: Day, slug: str, nth: int) -> None:
    """Somebody who is not here: their card is read, the number waits for them."""
    clerk, hands = day.clerk, day.stage.hands
    _asks_user(day, nth)
    clerk.pause()
    hands.press("F9")
    said = i18n.text("units.next_later").format(nth=nth, count=_COUNT)
    wait_for("who comes later", lambda: said in words_of(clerk.sees("headline")), ANSWER_S)
    day.stage.services.reader.lay(day.person(slug).slug)
    clerk.await_words("headline", "case.choose_number")
    clerk.lift()
    day.walk.number_and_sim_before("case.seal_unit_user_later")
    sequence = day.walk.seal()
    said = clerk.await_words("outcome", f"case.{Outcome.AWAITING_CUSTOMER.value}")
    day.acknowledged[sequence] = OUTCOMES.get(said)
    day.awaiting[slug] = sequence
    day.slips[slug] = _code_on_the_screen(day)
    day.shoot("unit-user-later")
    hands.press("enter")
    _asks_user(day, nth + 1)


def order_full(day: Day, slug: str) -> None:
    """Every number has its user: a further card begins nothing."""
    day.clerk.await_words("headline", "units.full")
    day.stage.services.reader.lay(slug)
    troubled(day, "troubles.unit_order_full")
    day.stage.services.reader.lift()
    day.shoot("unit-order-full")
    day.clerk.pause()
    day.stage.hands.press("esc")
    day.clerk.pause()
    day.stage.hands.press("esc")
    day.clerk.await_idle()


def stranger_at_activation(day: Day, whose: str, slug: str) -> None:
    """Nobody else's card activates it."""
    day.stage.hands.scan(day.slips[whose])
    day.clerk.await_words("headline", "steps.return_headline")
    day.clerk.pause()
    refused_at_verification(day, slug, "case.form")
    day.expected_alarms.append("IDENTITY_MISMATCH")
    day.next_customer()


def activated(day: Day, slug: str) -> None:
    """The user has come, with the code and their own card."""
    day.stage.hands.scan(day.slips[slug])
    day.clerk.await_words("headline", "steps.return_headline")
    day.clerk.pause()
    day.note_read(day.walk.to_the_photo(day.person(slug)))
    if day.walk.photo("case.form", _ENDED) == _ENDED:
        raise ScreenWrong(f"{slug} was refused")
    day.walk.sign("formPad")
    day.clerk.await_words("primaryAction", "case.go_on_form_seals")
    day.stage.hands.press("enter")
    sequence = day.walk.saved()
    said = day.clerk.await_words("outcome", f"case.{Outcome.ACCEPTED.value}")
    day.acknowledged[sequence] = OUTCOMES.get(said)
    day.acknowledged[day.awaiting[slug]] = Outcome.ACCEPTED
    day.shoot("unit-user-activated")
    day.next_customer()


def new_unit_reviewed(day: Day) -> None:
    """The carrier has no record of it: its people look at the images before anybody comes."""
    asked_for(day, _NEW, 1, _NEW)
    _sealed_by_agent(day, Outcome.UNDER_REVIEW)
    day.slips["new"] = _code_on_the_screen(day)
    day.next_customer()
    day.stage.hands.scan(day.slips["new"])
    troubled(day, "troubles.unit_order_early")
    day.clerk.pause()
    day.stage.hands.press("esc")
    waiting = [
        row
        for row in day.stage.services.ledger()["registrations"]
        if row["outcome"] == Outcome.UNDER_REVIEW.value
    ]
    if len(waiting) != 1:
        raise ScreenWrong(f"{len(waiting)} registrations are under review")
    day.stage.services.tell_gateway(f"review {waiting[0]['id']} accept")
    day.acknowledged[int(waiting[0]["sequence"])] = Outcome.ACCEPTED
    day.clerk.pause()
    day.stage.hands.scan(day.slips["new"])
    said = i18n.text("units.next_user").format(nth=1, count=1)
    wait_for("the order", lambda: said in words_of(day.clerk.sees("headline")), ANSWER_S)
    day.shoot("unit-new-opened")
    day.clerk.pause()
    day.stage.hands.press("esc")
    day.clerk.await_idle()


def not_offered(day: Day) -> None:
    """No key of an agent's counter begins it."""
    day.clerk.await_words("headline", *ASKS_CARD)
    if i18n.text(f"subject.flow_{_FLOW}") in all_words(day):
        raise ScreenWrong("an agent offers what own halls do")


STEPS: tuple[tuple[str, Step], ...] = (
    ("unit-revoked", partial(unit_refused, credit_code="91350100MA00DEM02U", why="revoked")),
    ("unit-unknown", partial(unit_refused, credit_code="91350100MA00DEM042", why="unknown")),
    ("unit-name-different", partial(unit_refused, credit_code="91350100MA00DEM03Y", why="name")),
    ("unit-miskeyed", partial(unit_refused, credit_code="91350100MA00DEM00N", why="check")),
    ("unit-field-refuses-an-identity", identity_typed),
    ("handling-agent-refused", partial(agent_refused, slug="resident-other-name")),
    ("unit-order-opened", order_opened),
    ("unit-first-user", partial(user_accepted, slug="resident-wang", nth=1)),
    ("unit-user-refused", partial(user_refused, slug="resident-unknown", nth=2)),
    ("unit-paused-killed-resumed", paused_killed_resumed),
    ("unit-user-not-here", partial(kept_for_later, slug="resident-jin", nth=2)),
    ("unit-last-user", partial(user_accepted, slug="resident-tong", nth=3)),
    ("unit-order-full", partial(order_full, slug="resident-ma")),
    (
        "nobody-elses-card-activates",
        partial(stranger_at_activation, whose="resident-jin", slug="resident-ma"),
    ),
    ("activated-by-the-user", partial(activated, slug="resident-jin")),
    ("new-unit-reviewed", new_unit_reviewed),
    ("units-need-the-network", partial(needs_network, flow=_FLOW, picture="unit-offline")),
)
AT_AN_AGENTS: tuple[tuple[str, Step], ...] = (("units-not-offered", not_offered),)
