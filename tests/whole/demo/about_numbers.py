"""How every flow about a number that exists begins at the window, and may end early."""

from __future__ import annotations

from collections.abc import Mapping

from drivers.simulator.deck import DeckEntry
from pos_client.domain.flows import FLOWS
from tests.whole.demo.clerk import ANSWER_S, ScreenWrong, words_of
from tests.whole.demo.day import BACK_S, Day
from tests.whole.screen import wait_for
from ui import i18n
from ui.presenters.idle import FLOW_KEYS
from ui.presenters.subject import of_flow

__all__ = [
    "ASKS_CARD",
    "all_words",
    "await_line",
    "begin",
    "begin_with_card",
    "by_hand",
    "codes_need_network",
    "drop",
    "give_up",
    "needs_network",
    "number_of",
    "press_flow",
    "refused_at_verification",
    "shows_number",
    "troubled",
]

NEEDS_NETWORK = "troubles.B-607.happened"
ASKS_CARD = ("case.lay_card", "case.lay_again")


def number_of(invented: int) -> str:
    """One of the sandbox's numbers that exist."""
    return f"170556{invented:05d}"


def by_hand(day: Day, flow: str, invented: int) -> None:
    """Eleven digits and Enter."""
    begin(day, flow)
    day.clerk.put_cursor_in("lookUpNumber")
    day.clerk.pause()
    day.stage.hands.type_text(number_of(invented))
    day.clerk.pause()
    day.stage.hands.press("enter")


def begin_with_card(day: Day, flow: str) -> None:
    """The key of a flow that begins with the card of whoever gets the number."""
    press_flow(day, flow)
    day.clerk.await_words("headline", f"case.role_OWNER_{flow}")
    day.clerk.await_words("headline", *ASKS_CARD)


def begin(day: Day, flow: str) -> None:
    """The key of a flow, by the name that stands on it."""
    press_flow(day, flow)
    asks = "authorisation" if FLOWS[flow].brings_number else "look_up"
    headline = of_flow(f"subject.{asks}", flow)
    day.clerk.await_words("headline", headline)
    day.clerk.pause()


def press_flow(day: Day, flow: str) -> None:
    """Press it at the idle counter, whatever page comes then."""
    day.clerk.await_words("headline", *ASKS_CARD)
    day.clerk.pause()
    day.flow = flow
    day.stage.hands.press(FLOW_KEYS[_place_of(day, flow) - 1].lower())


def shows_number(day: Day, invented: int) -> None:
    """The number that the case is about stands at the side."""
    digits = number_of(invented)
    wait_for(
        "the number at the side",
        lambda: digits in words_of(day.clerk.sees("subjectNumber")).replace(" ", ""),
        ANSWER_S,
    )


def refused_at_verification(day: Day, slug: str, *goes_on: str) -> None:
    """An answer ends the case, and nothing has reached the gateway."""
    person: DeckEntry = day.person(slug)
    entered = len(day.stage.services.ledger()["registrations"])
    day.note_read(day.walk.to_the_photo(person))
    on = goes_on or ("case.form", "subject.new_sim")
    came = day.walk.photo(*on, "case.refused_headline")
    if came != "case.refused_headline":
        raise ScreenWrong(f"{slug} was not refused")
    day.note_refusal()
    day.stage.services.tell_gateway("cooling-off over")  # nobody waits half an hour in a demo
    day.shoot(f"number-refused-{slug}")
    if len(day.stage.services.ledger()["registrations"]) != entered:
        raise ScreenWrong("something reached the gateway")


def troubled(day: Day, key: str) -> None:
    """A sentence of the catalogue is told: something was not taken."""
    _await_told(day, key)
    day.note_stop(key)


def _await_told(day: Day, key: str) -> None:
    wait_for("the trouble to be told", lambda: _is_told(day, key), ANSWER_S)


def _is_told(day: Day, key: str) -> bool:
    return i18n.text(key) in all_words(day)


def give_up(day: Day) -> None:
    """Put the trouble away, and the case."""
    drop(day)
    day.clerk.await_words("headline", *ASKS_CARD)


def drop(day: Day) -> None:
    """The same, whatever page comes then."""
    day.clerk.pause()
    day.stage.hands.press("esc")
    day.clerk.pause()
    day.stage.hands.press("ctrl+delete")
    day.clerk.await_widget("cancelConfirm")
    day.clerk.pause()
    day.stage.hands.press("ctrl+delete")


def needs_network(day: Day, flow: str, *, picture: str) -> None:
    """Without the gateway the key says 需联网办理, and no card is asked for behind it."""
    clerk, services = day.clerk, day.stage.services
    services.stop_gateway()
    clerk.await_widget("offlineBanner", timeout_s=BACK_S)
    place = _place_of(day, flow)
    wait_for(
        "the key to say so",
        lambda: i18n.text("case.needs_network") in words_of(clerk.sees(f"flow-{place}")),
        ANSWER_S,
    )
    clerk.pause()
    day.flow = flow
    day.stage.hands.press(FLOW_KEYS[place - 1].lower())
    _await_told(day, NEEDS_NETWORK)
    day.note_needs_network()
    day.shoot(picture)
    clerk.pause()
    day.stage.hands.press("esc")
    await_line(day)


def codes_need_network(day: Day, slips: Mapping[str, str], *, picture: str) -> None:
    """Without the gateway nobody knows what a scanned code opens, and no card is asked for.

    Args:
        slips: whose code stands for each flow.
    """
    clerk = day.clerk
    day.stage.services.stop_gateway()
    clerk.await_widget("offlineBanner", timeout_s=BACK_S)
    for flow, whose in slips.items():
        day.flow = flow
        clerk.pause()
        day.stage.hands.scan(day.slips[whose])
        _await_told(day, NEEDS_NETWORK)
        day.note_needs_network()
        day.shoot(picture)
        clerk.pause()
        day.stage.hands.press("esc")
        wait_for("the trouble to go", lambda: not _is_told(day, NEEDS_NETWORK), ANSWER_S)
    await_line(day)


def await_line(day: Day) -> None:
    """The gateway is back, and the counter has noticed."""
    day.stage.services.start_gateway()
    wait_for("the banner to go", lambda: day.clerk.sees("offlineBanner") is None, BACK_S)
    day.clerk.await_idle()


def all_words(day: Day) -> str:
    """Everything that stands on the screen."""
    return " ".join(words_of(widget) for widget in day.clerk.scene.all(lambda _: True))


def _place_of(day: Day, flow: str) -> int:
    """Which of the keys begins it, from 1."""
    words = i18n.text(f"subject.flow_{flow}")
    for place in range(1, len(FLOW_KEYS) + 1):
        if words in words_of(day.clerk.sees(f"flow-{place}")):
            return place
    raise ScreenWrong(f"no key begins {flow}")
