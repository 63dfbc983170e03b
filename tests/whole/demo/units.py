"""单位/行业用户 in an own hall: a unit's order, its users one by one, rest and restart, who comes
later."""

from __future__ import annotations

from collections.abc import Sequence

import zxingcpp

from pos_client.domain.flows import (
    UNIT_ACTIVATION,
    UNIT_INDUSTRY_SIM,
    UNIT_REGISTRATION,
    UNIT_USER,
    UNIT_USER_LATER,
)
from pos_client.domain.outcome import Outcome
from tests.whole.demo.about_numbers import (
    ASKS_CARD,
    all_words,
    give_up,
    press_flow,
    refused_at_verification,
    troubled,
)
from tests.whole.demo.acting import photographed
from tests.whole.demo.clerk import ANSWER_S, ScreenWrong, words_of
from tests.whole.demo.day import OUTCOMES, Day
from tests.whole.screen import wait_for
from ui import i18n

__all__ = [
    "AGENT",
    "COUNT",
    "KNOWN",
    "NAMED",
    "activated",
    "agent_refused",
    "asked_for",
    "asks_for_holder",
    "asks_later",
    "asks_user",
    "identity_typed",
    "kept_for_later",
    "new_unit_reviewed",
    "order_full",
    "order_opened",
    "paused_killed_resumed",
    "stranger_at_activation",
    "unit_refused",
    "user_accepted",
    "user_refused",
]

AGENT = "resident-lin"
COUNT = 3
KNOWN, _NEW = "91350100MA00DEM00M", "91350100MA00DEM01Q"
NAMED = "福州"
"""What is left of the known unit's name in its mask."""
_FLOW = UNIT_REGISTRATION.name
_ENDED = "case.refused_headline"
_ASKS = {
    UNIT_USER.name: "units.next_user",
    UNIT_USER_LATER.name: "units.next_later",
    UNIT_INDUSTRY_SIM.name: "units.next_industry",
}


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
    day.note_stop(f"troubles.unit_{why}")
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


def asked_for(day: Day, credit_code: str, count: int, known: str, *, use: str = "F9") -> None:
    """Which unit, how many numbers, and what for; then the handling agent's card."""
    _looked_up(day, credit_code)
    day.clerk.await_words("headline", "case.unit_known")
    wait_for("the unit", lambda: known in words_of(day.clerk.sees("unitName")), ANSWER_S)
    day.clerk.put_cursor_in("unitCount")
    day.clerk.pause()
    day.stage.hands.press(use)
    day.clerk.pause()
    day.stage.hands.type_text(str(count))
    day.shoot("unit-asks")
    day.clerk.pause()
    day.stage.hands.press("enter")
    day.clerk.await_words("headline", *ASKS_CARD)


def agent_refused(day: Day, slug: str) -> None:
    """The register says no about the handling agent: the unit has no order."""
    asked_for(day, KNOWN, COUNT, NAMED)
    refused_at_verification(day, slug, "documents.choose")
    day.next_customer()


def _sealed_by_agent(day: Day, outcome: Outcome) -> None:
    day.note_read(day.walk.to_the_photo(day.person(AGENT)))
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


def order_opened(
    day: Day, slip: str, *, count: int = COUNT, use: str = "F9", flow: str = UNIT_USER.name
) -> None:
    """The unit, its licence and letter, its handling agent: the order is open, nobody has come."""
    asked_for(day, KNOWN, count, NAMED, use=use)
    _sealed_by_agent(day, Outcome.ACCEPTED)
    day.slips[slip] = _code_on_the_screen(day)
    day.stage.hands.press("enter")
    asks_user(day, 1, count=count, flow=flow)
    day.shoot(f"unit-{slip}")


def asks_user(day: Day, nth: int, *, count: int = COUNT, flow: str = UNIT_USER.name) -> None:
    """The order's page, and whose card it asks for next."""
    said = i18n.text(_ASKS[flow]).format(nth=nth, count=count)
    wait_for(f"user {nth}", lambda: said in words_of(day.clerk.sees("headline")), ANSWER_S)
    day.flow = flow


def user_accepted(
    day: Day, slug: str, nth: int, *, count: int = COUNT, flow: str = UNIT_USER.name
) -> None:
    """From the card to the acceptance, and the order asks for the next one."""
    asks_user(day, nth, count=count, flow=flow)
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
    asks_user(day, nth)
    refused_at_verification(day, slug, "case.choose_number")
    day.stage.hands.press("enter")
    asks_user(day, nth)
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
    asks_user(day, 2)
    day.shoot("unit-order-resumed")


def asks_later(day: Day, nth: int) -> None:
    """The next user is not here: one key says so."""
    asks_user(day, nth)
    day.clerk.pause()
    day.stage.hands.press("F9")
    asks_user(day, nth, flow=UNIT_USER_LATER.name)


def kept_for_later(day: Day, slug: str, nth: int) -> None:
    """Somebody who is not here: their card is read, the number waits for them."""
    clerk, hands = day.clerk, day.stage.hands
    asks_later(day, nth)
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
    asks_user(day, nth + 1)


def order_full(day: Day, slug: str, flows: Sequence[str]) -> None:
    """Every number has its user: a further card begins nothing."""
    day.clerk.await_words("headline", "units.full")
    day.stage.services.reader.lay(slug)
    for day.flow in flows:
        troubled(day, "troubles.unit_order_full")
    day.stage.services.reader.lift()
    day.shoot("unit-order-full")
    day.clerk.pause()
    day.stage.hands.press("esc")
    day.clerk.pause()
    day.stage.hands.press("esc")
    day.clerk.await_idle()


def asks_for_holder(day: Day, whose: str) -> None:
    """The code of a number that waits for its user; their card is asked for."""
    day.stage.hands.scan(day.slips[whose])
    day.clerk.await_words("headline", "steps.return_headline")
    day.flow = UNIT_ACTIVATION.name
    day.clerk.pause()


def stranger_at_activation(day: Day, whose: str, slug: str) -> None:
    """Nobody else's card activates it."""
    asks_for_holder(day, whose)
    refused_at_verification(day, slug, "case.form")
    day.expected_alarms.append("IDENTITY_MISMATCH")
    day.next_customer()


def activated(day: Day, slug: str) -> None:
    """The user has come, with the code and their own card."""
    asks_for_holder(day, slug)
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
