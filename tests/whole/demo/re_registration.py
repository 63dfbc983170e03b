"""补登记 at the window: the number by its SIM or by hand, its proof, then the person; six keys."""

from __future__ import annotations

from functools import partial

from pos_client.domain.flows import RE_REGISTRATION
from pos_client.domain.outcome import Outcome
from pos_client.sandbox.invented_subscribers import iccid_in_use
from tests.whole.demo.about_numbers import (
    ASKS_CARD,
    all_words,
    begin,
    by_hand,
    give_up,
    number_of,
    refused_at_verification,
    shows_number,
    troubled,
)
from tests.whole.demo.clerk import ScreenWrong
from tests.whole.demo.day import BACK_S, OUTCOMES, Day, Step
from tests.whole.demo.gates import At, gates_of
from tests.whole.screen import wait_for
from ui import i18n

__all__ = ["MOST_KEYS", "STEPS", "captured", "to_the_end"]

MOST_KEYS = 6
"""From the card on the reader to the acceptance on the screen."""
_FLOW = RE_REGISTRATION.name
_MONEY = ("套餐", "资费", "月费", "offer", "CNY")


def by_sim(day: Day, slug: str, invented: int, *, asks_card: bool = True) -> None:
    """The flow's key, and the SIM in use: it names the number and proves that it is used."""
    begin(day, _FLOW)
    day.stage.hands.scan(iccid_in_use(invented))
    if asks_card:
        day.clerk.await_words("headline", *ASKS_CARD)
        shows_number(day, invented)
        day.shoot(f"number-known-{slug}")


def to_the_end(day: Day, slug: str, *outcomes: Outcome | None) -> int:
    """From the card on; returns the number of keys that it took."""
    person, walk, hands = day.person(slug), day.walk, day.stage.hands
    before = hands.keystrokes
    day.note_read(day.walk.to_the_photo(person))
    came = walk.photo("case.form", "case.seal", "case.refused_headline")
    if came == "case.refused_headline":
        raise ScreenWrong(f"{slug} was refused")
    if came == "case.form":
        sign_form(day, seals=outcomes != (None,))
        if None in outcomes:
            day.clerk.await_words("headline", "case.seal")
    sequence = walk.seal() if None in outcomes else walk.saved()
    keys = ["case.saved" if o is None else f"case.{o.value}" for o in outcomes]
    said = day.clerk.await_words("outcome", *keys)
    day.acknowledged[sequence] = OUTCOMES.get(said)
    return hands.keystrokes - before


def sign_form(day: Day, *, seals: bool) -> None:
    """The customer signs, and one key takes it; online it seals as well."""
    clerk = day.clerk
    clerk.await_words("headline", "case.form")
    _no_money(day)
    day.walk.sign("formPad")
    clerk.await_words("primaryAction", "case.go_on_form_seals" if seals else "case.go_on_form")
    day.stage.hands.press("enter")


def accepted_by_sim(day: Day, slug: str, invented: int) -> None:
    by_sim(day, slug, invented)
    keys = to_the_end(day, slug, Outcome.ACCEPTED)
    day.shoot(f"re-registered-{slug}")
    if keys > MOST_KEYS:
        raise ScreenWrong(f"{keys} keys from the card to the acceptance")
    day.say(f"    {slug}: {keys} keys from the card to the acceptance")
    day.next_customer()


def accepted_by_code(day: Day, slug: str, invented: int) -> None:
    """No SIM at hand: a code goes to the number, and the customer reads it out."""
    by_hand(day, _FLOW, invented)
    clerk, hands = day.clerk, day.stage.hands
    clerk.await_words("headline", "subject.proof")
    day.shoot("proof-of-use")
    clerk.pause()
    hands.press("F10")
    clerk.await_widget("usageCode")
    told = day.stage.services.tell_gateway(f"message {number_of(invented)}")
    clerk.put_cursor_in("usageCode")
    clerk.pause()
    hands.type_text(str(told["code"]))
    clerk.pause()
    hands.press("enter")
    clerk.await_words("headline", "case.lay_card")
    to_the_end(day, slug, Outcome.ACCEPTED)
    day.next_customer()


def somebody_elses_refused(day: Day, slug: str, invented: int) -> None:
    """The number is another's: not this flow, and the screen says which."""
    by_sim(day, slug, invented)
    refused_at_verification(day, slug)
    if i18n.text("advice.transfer") not in all_words(day):
        raise ScreenWrong("nobody was told of the transfer")
    day.next_customer()


def person_refused(
    day: Day, slug: str, invented: int, *, face: str = "card", alarm: str = ""
) -> None:
    """The register or the face says no."""
    by_sim(day, slug, invented)
    day.stage.services.reader.stand(face, "everyday")
    refused_at_verification(day, slug)
    day.stage.services.reader.stand("card")
    if alarm:
        day.expected_alarms.append(alarm)
    day.next_customer()


def complete_number_refused(day: Day) -> None:
    """Nothing has to be done about it, and no card is asked for."""
    by_hand(day, _FLOW, 5)
    troubled(day, "troubles.look_up_complete")
    day.shoot("number-complete")
    give_up(day)


def other_sim_refused(day: Day) -> None:
    """The SIM of another number proves nothing."""
    by_hand(day, _FLOW, 110)
    day.clerk.await_words("headline", "subject.proof")
    day.clerk.pause()
    day.stage.hands.scan(iccid_in_use(2))
    troubled(day, "troubles.look_up_sim")
    day.shoot("another-sim")
    give_up(day)


def card_first_refused(day: Day) -> None:
    """A card before the number is not read, and nobody is shown."""
    begin(day, _FLOW)
    person = day.person("resident-lin")
    day.stage.services.reader.lay(person.slug)
    troubled(day, "troubles.look_up_before_card")
    if day.clerk.scene.says(person.fields.id_number):
        raise ScreenWrong("a card was read before the number was known")
    day.clerk.lift()
    give_up(day)


def captured(day: Day, slug: str, invented: int) -> int:
    """The gateway goes away; number and SIM at the counter, the number's state unknown. Returns
    the sequence."""
    clerk = day.clerk
    day.stage.services.stop_gateway()
    clerk.await_widget("offlineBanner", timeout_s=BACK_S)
    by_hand(day, _FLOW, invented)
    clerk.await_words("headline", "subject.proof", "subject.look_up")
    clerk.await_words("subjectState", "subject.state_unknown")
    clerk.pause()
    day.stage.hands.scan(iccid_in_use(invented))
    clerk.await_words("headline", *ASKS_CARD)
    before = set(day.acknowledged)
    to_the_end(day, slug, None)
    day.note_capture()
    (sequence,) = set(day.acknowledged) - before
    return sequence


def captured_offline(day: Day, slug: str, invented: int) -> None:
    """Number typed, SIM scanned, state unknown and said so; delivered when the line is back."""
    clerk, services = day.clerk, day.stage.services
    captured(day, slug, invented)
    day.shoot("re-registration-captured")
    day.next_customer()
    services.start_gateway()
    wait_for("an empty queue", lambda: clerk.figure("todayPending") == 0, BACK_S)
    wait_for("the banner to go", lambda: clerk.sees("offlineBanner") is None, BACK_S)
    day.stage.hands.press("F4")
    waiting = [sequence for sequence, outcome in day.acknowledged.items() if outcome is None]
    day.acknowledged.update(clerk.outcomes_in_queue(waiting))
    day.stage.hands.press("F2")
    clerk.await_idle()
    if any(day.acknowledged[sequence] is not Outcome.ACCEPTED for sequence in waiting):
        raise ScreenWrong("what was captured was not accepted")


def each_is_restored_once(day: Day) -> None:
    """The order to restore goes with the acceptance: one each, and for suspended numbers only."""
    orders = day.stage.services.ledger()["restore_orders"]
    if [order["phone_number"] for order in orders] != [number_of(1)]:
        raise ScreenWrong(f"restored: {orders}")


def _no_money(day: Day) -> None:
    said = all_words(day)
    if found := [word for word in _MONEY if word in said]:
        raise ScreenWrong(f"money is spoken of: {found}")


STEPS: tuple[tuple[str, Step], ...] = (
    ("re-registration-by-sim", partial(accepted_by_sim, slug="resident-lin", invented=1)),
    ("re-registration-by-code", partial(accepted_by_code, slug="resident-jin", invented=3)),
    ("another-kind-of-card", partial(accepted_by_sim, slug="hmt-ho", invented=100)),
    (
        "somebody-elses-number-refused",
        partial(somebody_elses_refused, slug="resident-tong", invented=4),
    ),
    ("complete-number-refused", complete_number_refused),
    ("other-sim-refused", other_sim_refused),
    ("card-before-number-refused", card_first_refused),
    (
        "other-name-re-registration-refused",
        partial(person_refused, slug="resident-other-name", invented=101),
    ),
    (
        "different-face-re-registration-refused",
        partial(
            person_refused,
            slug="resident-jin",
            invented=101,
            face="resident-deang",
            alarm="FACE_DIFFERENT",
        ),
    ),
    *gates_of(
        At(
            partial(by_sim, slug="resident-jin", invented=101),
            "resident-jin",
            ("case.form", "case.seal"),
        ),
        "re-registration",
    ),
    ("re-registration-offline", partial(captured_offline, slug="resident-ma", invented=102)),
    ("each-is-restored-once", each_is_restored_once),
)
