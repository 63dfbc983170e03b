"""补换卡 at the window: the number, its own person, another SIM; at once or after a delay."""

from __future__ import annotations

from functools import partial

from pos_client.domain.flows import SIM_REPLACEMENT
from pos_client.domain.outcome import Outcome
from pos_client.sandbox.invented_subscribers import iccid_in_use
from tests.whole.demo.about_numbers import (
    ASKS_CARD,
    all_words,
    begin,
    by_hand,
    give_up,
    needs_network,
    number_of,
    refused_at_verification,
    shows_number,
    troubled,
)
from tests.whole.demo.clerk import ScreenWrong
from tests.whole.demo.day import OUTCOMES, Day, Step
from tests.whole.demo.gates import At, gates_of
from ui import i18n

__all__ = ["STEPS"]

_FLOW = SIM_REPLACEMENT.name
_AT_ONCE, _DELAYED = 7, 8


def by_old_sim(day: Day, slug: str, invented: int) -> None:
    """The old SIM is still there: it names the number, and is no new one."""
    begin(day, _FLOW)
    day.stage.hands.scan(iccid_in_use(invented))
    _ask_person(day, slug, invented)
    day.stage.hands.scan(iccid_in_use(invented))
    troubled(day, "steps.sim_refused_in_use")
    day.shoot("old-sim-is-no-new-one")
    _to_the_end(day, Outcome.ACCEPTED)
    day.shoot("sim-replaced")
    if i18n.text("subject.sim_replaced") not in all_words(day):
        raise ScreenWrong("nobody was told that the old SIM is void")
    day.next_customer()


def at_high_risk(day: Day, slug: str, invented: int) -> None:
    """It had another SIM a few days ago: accepted, and the new one waits."""
    by_hand(day, _FLOW, invented)
    _ask_person(day, slug, invented)
    _to_the_end(day, Outcome.ACCEPTED)
    day.shoot("sim-replacement-delayed")
    if "高风险补换卡" not in all_words(day) and "high risk" not in all_words(day):
        raise ScreenWrong("nobody was told of the delay")
    day.next_customer()


def sim_of_another_refused(day: Day, slug: str, invented: int) -> None:
    """A SIM that is in use under another number is none out of stock."""
    by_hand(day, _FLOW, invented)
    _ask_person(day, slug, invented)
    day.clerk.pause()
    day.stage.hands.scan(iccid_in_use(150))
    troubled(day, "verdicts.why_SIM_USED")
    day.shoot("sim-of-another-refused")
    give_up(day)


def somebody_elses_refused(day: Day, slug: str, invented: int) -> None:
    _begun(day, invented)
    refused_at_verification(day, slug)
    if i18n.text("advice.transfer") not in all_words(day):
        raise ScreenWrong("nobody was told who may come")
    day.expected_alarms.append("OWNER_DIFFERENT")
    day.next_customer()


def person_refused(
    day: Day, slug: str, invented: int, *, face: str = "card", alarm: str = ""
) -> None:
    """The register or the face says no."""
    _begun(day, invented)
    day.stage.services.reader.stand(face, "everyday")
    refused_at_verification(day, slug)
    day.stage.services.reader.stand("card")
    if alarm:
        day.expected_alarms.append(alarm)
    day.next_customer()


def incomplete_number_refused(day: Day) -> None:
    """It has to be re-registered first, and no card is asked for."""
    by_hand(day, _FLOW, 111)
    troubled(day, "troubles.look_up_incomplete")
    day.shoot("incomplete-number-gets-no-sim")
    give_up(day)


def each_is_replaced_once(day: Day) -> None:
    """One entry each with the acceptance; only the old SIM of the risky one was told."""
    entries = day.stage.services.ledger()["sim_replacements"]
    found = {each["phone_number"]: bool(each["works_from"]) for each in entries}
    told = {each["phone_number"]: bool(each["old_sim_told_at"]) for each in entries}
    wanted = {number_of(_AT_ONCE): False, number_of(_DELAYED): True}
    if len(entries) != len(wanted) or not found == told == wanted:
        raise ScreenWrong(f"replaced: {entries}")


def _begun(day: Day, invented: int) -> None:
    by_hand(day, _FLOW, invented)
    day.clerk.await_words("headline", *ASKS_CARD)


def _ask_person(day: Day, slug: str, invented: int) -> None:
    """From the number to the page of the new SIM."""
    day.clerk.await_words("headline", *ASKS_CARD)
    shows_number(day, invented)
    day.note_read(day.walk.to_the_photo(day.person(slug)))
    if day.walk.photo("subject.new_sim", "case.refused_headline") == "case.refused_headline":
        raise ScreenWrong(f"{slug} was refused")


def _to_the_end(day: Day, outcome: Outcome) -> None:
    """The new SIM, the signature, and the one key that seals as well."""
    day.walk.new_sim()
    day.walk.sign("formPad")
    day.clerk.await_words("primaryAction", "case.go_on_form_seals")
    day.stage.hands.press("enter")
    sequence = day.walk.saved()
    said = day.clerk.await_words("outcome", f"case.{outcome.value}")
    day.acknowledged[sequence] = OUTCOMES.get(said)


STEPS: tuple[tuple[str, Step], ...] = (
    ("sim-replaced-by-old-sim", partial(by_old_sim, slug="resident-lin", invented=_AT_ONCE)),
    ("sim-replaced-at-high-risk", partial(at_high_risk, slug="resident-jin", invented=_DELAYED)),
    ("sim-of-another-refused", partial(sim_of_another_refused, slug="hmt-ho", invented=221)),
    (
        "somebody-elses-number-gets-no-sim",
        partial(somebody_elses_refused, slug="resident-tong", invented=200),
    ),
    ("incomplete-number-gets-no-sim", incomplete_number_refused),
    (
        "other-name-gets-no-sim",
        partial(person_refused, slug="resident-other-name", invented=240),
    ),
    (
        "different-face-gets-no-sim",
        partial(
            person_refused,
            slug="resident-jin",
            invented=201,
            face="resident-deang",
            alarm="FACE_DIFFERENT",
        ),
    ),
    *gates_of(
        At(partial(_begun, invented=201), "resident-jin", ("subject.new_sim",)), "sim-replacement"
    ),
    (
        "sim-replacement-needs-the-network",
        partial(needs_network, flow=_FLOW, picture="sim-replacement-offline"),
    ),
    ("each-sim-is-replaced-once", each_is_replaced_once),
)
