"""Blank SIMs through the day: a parcel, a spoiled one, one refused, the count, the sheet."""

from __future__ import annotations

from pos_client.domain.outcome import Outcome
from pos_client.testing.customer import iccid_of
from tests.whole.demo.about_numbers import all_words, troubled
from tests.whole.demo.clerk import ANSWER_S, ScreenWrong, words_of
from tests.whole.demo.day import BACK_S, OUTCOMES, Day, Step
from tests.whole.screen import wait_for
from ui import i18n

__all__ = ["STEPS"]

_ISSUED = 500
_SPOILED, _UNKNOWN = 480, 9000
_PARCEL = (501, 600)


def parcel_received(day: Day) -> None:
    """A parcel of a hundred is scanned by its ends, and nothing else is taken for it."""
    ends = [iccid_of(each) for each in _PARCEL]
    if not day.stage.services.tell_gateway(f"deliver {' '.join(ends)}")["ok"]:
        raise ScreenWrong("the carrier could book no parcel")
    _open(day)
    _figure(day, "in_hand", _ISSUED)
    _scan(day, _PARCEL[0], "SIM_NOT_RECEIVED")
    _scan(day, _PARCEL[1] - 1)
    day.clerk.pause()
    day.stage.hands.press("enter")
    troubled(day, "troubles.B-632.safe")
    _drop_scans(day)
    for number in _PARCEL:
        _scan(day, number)
    day.shoot("stock-parcel")
    day.clerk.pause()
    day.stage.hands.press("enter")
    day.clerk.await_words("stockNote", "stock.done_received")
    _figure(day, "in_hand", _ISSUED + 100)
    _close(day)


def spoiled_booked(day: Day) -> None:
    """A SIM that is damaged is scanned and booked with a reason out of the list: three keys."""
    _open(day)
    _scan(day, _SPOILED, "USABLE")
    day.clerk.pause()
    day.stage.hands.press("F8")
    day.clerk.await_widget("reason-2")
    day.shoot("stock-spoiled")
    day.stage.hands.press("2")
    day.clerk.await_words("stockNote", "stock.done_spoiled")
    _figure(day, "spoiled", 1)
    _close(day)


def refused_in_a_case(day: Day) -> None:
    """A spoiled and an unknown SIM are refused before they go into a case; a good one is sold."""
    clerk, person = day.clerk, day.person("resident-lin")
    day.note_read(day.walk.to_the_photo(person))
    day.walk.photo("case.choose_number")
    for number, code in ((_SPOILED, "SIM_SPOILED"), (_UNKNOWN, "SIM_UNKNOWN")):
        day.stage.hands.scan(iccid_of(number))
        clerk.await_words("simNote", f"verdicts.why_{code}")
        clerk.pause()
    day.shoot("stock-refused-in-case")
    day.walk.number_and_sim()
    day.walk.form()
    sequence = day.walk.seal()
    said = clerk.await_words("outcome", f"case.{Outcome.ACCEPTED.value}")
    day.acknowledged[sequence] = OUTCOMES.get(said)
    day.next_customer()
    _open(day)
    _figure(day, "used", 1)
    _close(day)


def counted_and_signed(day: Day) -> None:
    """The drawer is counted by its bundles; what lacks stands on the sheet that two people sign."""
    _open(day)
    for number in (2, 300, 302, 479, 481, 600):  # 301 is not there
        _scan(day, number)
    day.clerk.pause()
    day.stage.hands.press("F9")
    wait_for(
        "what the count has found",
        lambda: iccid_of(301)[:19] in words_of(day.clerk.sees("stockNamed")),
        ANSWER_S,
    )
    day.shoot("stock-counted")
    _close(day)
    _sign_over(day)


def away(day: Day) -> None:
    """Without the gateway the page says so, and the day goes on by hand."""
    services = day.stage.services
    services.stop_gateway()
    day.clerk.await_widget("offlineBanner", timeout_s=BACK_S)
    day.stage.hands.press("ctrl+d")
    day.clerk.await_widget("dayStock")
    day.stage.hands.press("F10")
    troubled(day, "troubles.B-607.happened")
    day.shoot("stock-away")
    services.start_gateway()
    wait_for("the gateway", lambda: day.clerk.sees("offlineBanner") is None, BACK_S)
    day.stage.hands.press("esc")
    _close(day)


def books_agree(day: Day) -> None:
    """The gateway's reconciliation of SIMs and registrations finds nothing."""
    found = day.stage.services.tell_gateway("stock")["findings"]
    if found:
        raise ScreenWrong(f"findings: {sorted(each['code'] for each in found)}")


def _open(day: Day) -> None:
    day.stage.hands.press("ctrl+d")
    day.clerk.await_widget("dayStock")
    day.stage.hands.press("F10")
    day.clerk.await_widget("stock-issued")


def _close(day: Day) -> None:
    """Esc gives up what was scanned, leaves the SIMs, and leaves the day."""
    for _ in range(4):
        if day.clerk.sees("openDay") is not None:
            break
        day.stage.hands.press("esc")
        day.clerk.pause()
    day.clerk.await_idle()


def _scan(day: Day, number: int, standing: str = "") -> None:
    iccid = iccid_of(number)

    def stands_there() -> bool:
        return iccid in words_of(day.clerk.sees("stockSim")).replace(" ", "")

    day.clerk.pause()
    day.stage.hands.scan(iccid)
    wait_for(f"SIM {number} on the page", stands_there, ANSWER_S)
    if standing:
        wait_for(
            f"{standing} of {number}",
            lambda: i18n.text(f"stock.is_{standing}") in words_of(day.clerk.sees("stockSim")),
            ANSWER_S,
        )


def _drop_scans(day: Day) -> None:
    """Esc puts the trouble away, then what was scanned."""
    for _ in range(2):
        day.clerk.pause()
        day.stage.hands.press("esc")
        day.clerk.pause()
    day.clerk.await_words("stockSim", "stock.scan")


def _figure(day: Day, name: str, wanted: int) -> None:
    wait_for(
        f"{wanted} in {name}",
        lambda: day.clerk.figure(f"stock-{name}") == wanted,
        ANSWER_S,
    )


def _sign_over(day: Day) -> None:
    """Both sign the sheet of the shift, and the supervisor takes over."""
    clerk, hands, services = day.clerk, day.stage.hands, day.stage.services
    hands.press("ctrl+d")
    clerk.put_cursor_in("takingClerk")
    hands.type_text(services.supervisor_number)
    clerk.pause()
    hands.press("enter")
    clerk.await_widget("leavingPad")
    words = all_words(day)
    if "实盘 597" not in words or iccid_of(301)[:19] not in words:
        raise ScreenWrong("the count does not stand on the sheet")
    day.shoot("stock-sheet")
    day.walk.sign("leavingPad")
    day.walk.sign("takingPad")
    clerk.put_cursor_in("takingPassword")
    hands.type_text(services.supervisor_password)
    clerk.pause()
    hands.press("tab")
    hands.type_text(services.authenticators[services.supervisor_number].fresh())
    clerk.pause()
    hands.press("enter")
    wait_for(
        "the supervisor at the counter",
        lambda: services.supervisor_number in words_of(clerk.sees("clerk")),
        ANSWER_S,
    )


STEPS: tuple[tuple[str, Step], ...] = (
    ("stock-parcel-received", parcel_received),
    ("stock-spoiled-booked", spoiled_booked),
    ("stock-refused-in-a-case", refused_in_a_case),
    ("stock-away", away),
    ("stock-counted-and-signed", counted_and_signed),
    ("stock-books-agree", books_agree),
)
