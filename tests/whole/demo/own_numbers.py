"""本人名下号码 in an own hall: seen by their holder, masked; one is disputed, and stays."""

from __future__ import annotations

from functools import partial

from pos_client.domain.flows import DISPUTED_NUMBER
from pos_client.domain.masking import mask_phone_number
from pos_client.domain.outcome import Outcome
from tests.whole.demo.about_numbers import (
    ASKS_CARD,
    all_words,
    needs_network,
    number_of,
    press_flow,
    refused_at_verification,
)
from tests.whole.demo.clerk import ANSWER_S, ScreenWrong, words_of
from tests.whole.demo.day import OUTCOMES, Day, Step
from tests.whole.demo.gates import At, gates_of
from tests.whole.screen import wait_for
from ui import i18n

__all__ = ["AT_AN_AGENTS", "STEPS"]

_FLOW = DISPUTED_NUMBER.name
_TURN = "own_numbers.turn"


def disputed(day: Day) -> None:
    """The customer sees their numbers in masks, marks the second one, and signs."""
    _looking(day, "resident-lin")
    for invented in (1, 7, 10):
        number = number_of(invented)
        if number in all_words(day).replace(" ", ""):
            raise ScreenWrong("a whole number is on the screen")
        if mask_phone_number(number) not in all_words(day).replace(" ", ""):
            raise ScreenWrong(f"the mask of {invented} is missing")
    day.shoot("own-numbers")
    day.stage.hands.press("2")
    day.clerk.await_words("primaryAction", "own_numbers.go_on_list")
    day.clerk.pause()
    day.stage.hands.press("enter")
    day.clerk.await_words("headline", "case.form_disputed_number")
    if "《名下号码异议声明》" not in all_words(day):
        raise ScreenWrong("the declaration is not on the screen")
    day.shoot("own-numbers-declaration")
    day.walk.sign("formPad")
    day.clerk.await_words("primaryAction", "case.go_on_form_seals")
    day.stage.hands.press("enter")
    sequence = day.walk.saved()
    said = day.clerk.await_words("outcome", f"case.{Outcome.ACCEPTED.value}")
    day.acknowledged[sequence] = OUTCOMES.get(said)
    day.shoot("own-numbers-filed")
    filed = [each["phone_number"] for each in day.stage.services.ledger()["disputed_numbers"]]
    if filed != [number_of(7)]:
        raise ScreenWrong(f"{len(filed)} disputes stand in the ledger")
    day.next_customer()


def disputed_once(day: Day) -> None:
    """The next time the number says that it is being looked into, and cannot be marked."""
    _looking(day, "resident-lin")
    if i18n.text("own_numbers.disputed") not in all_words(day):
        raise ScreenWrong("nobody is told that the number is disputed already")
    day.stage.hands.press("2")
    day.clerk.pause()
    day.clerk.await_words("primaryAction", "own_numbers.to_mark")
    day.stage.hands.press("F8")
    day.clerk.await_words("headline", *ASKS_CARD)


def nothing_in_this_name(day: Day) -> None:
    """Nothing is there to be shown, and nothing was saved."""
    entered = len(day.stage.services.ledger()["registrations"])
    _begin(day)
    day.note_read(day.walk.to_the_photo(day.person("resident-wang")))
    day.walk.photo(_TURN)
    day.stage.hands.press("enter")
    day.clerk.await_words("headline", "own_numbers.none")
    day.shoot("own-numbers-none")
    day.stage.hands.press("enter")
    day.clerk.await_words("headline", *ASKS_CARD)
    if len(day.stage.services.ledger()["registrations"]) != entered:
        raise ScreenWrong("something reached the gateway")


def person_refused(day: Day, slug: str, *, face: str = "card", alarm: str = "") -> None:
    """The register or the face says no: nobody is shown anything."""
    _begin(day)
    day.stage.services.reader.stand(face, "everyday")
    refused_at_verification(day, slug, _TURN)
    day.stage.services.reader.stand("card")
    if alarm:
        day.expected_alarms.append(alarm)
    day.next_customer()


def not_offered(day: Day) -> None:
    """No key of an agent's counter begins it."""
    day.clerk.await_words("headline", *ASKS_CARD)
    if i18n.text(f"subject.flow_{_FLOW}") in all_words(day):
        raise ScreenWrong("an agent offers what own halls do")


def _begin(day: Day) -> None:
    press_flow(day, _FLOW)
    wait_for(
        "the steps of this flow",
        lambda: i18n.text("case.step_OWN_NUMBERS") in all_words(day),
        ANSWER_S,
    )
    day.clerk.pause()


def _looking(day: Day, slug: str) -> None:
    """Up to the moment at which the customer sees the list."""
    _begin(day)
    day.note_read(day.walk.to_the_photo(day.person(slug)))
    if day.walk.photo(_TURN, "case.refused_headline") != _TURN:
        raise ScreenWrong(f"{slug} was refused")
    if "****" in words_of(day.clerk.sees("panelHost")):
        raise ScreenWrong("numbers are shown before the customer looks at the screen")
    day.clerk.await_words("primaryAction", "own_numbers.go_on_turn")
    day.clerk.pause()
    day.stage.hands.press("enter")
    day.clerk.await_words("headline", "own_numbers.list")


STEPS: tuple[tuple[str, Step], ...] = (
    ("own-number-disputed", disputed),
    ("own-number-disputed-once", disputed_once),
    ("no-number-in-this-name", nothing_in_this_name),
    (
        "other-name-own-numbers-refused",
        partial(person_refused, slug="resident-other-name"),
    ),
    (
        "different-face-own-numbers-refused",
        partial(person_refused, slug="resident-jin", face="resident-deang", alarm="FACE_DIFFERENT"),
    ),
    *gates_of(At(_begin, "resident-jin", (_TURN,), is_agents=False), "own-numbers"),
    (
        "own-numbers-need-the-network",
        partial(needs_network, flow=_FLOW, picture="own-numbers-offline"),
    ),
)
AT_AN_AGENTS: tuple[tuple[str, Step], ...] = (("own-numbers-not-offered", not_offered),)
