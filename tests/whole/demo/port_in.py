"""携号转网 at the window: number and code, its own person, offer and SIM; each no of the donor."""

from __future__ import annotations

from functools import partial

from pos_client.domain.flows import PORT_IN
from pos_client.domain.outcome import Outcome
from pos_client.sandbox.invented_donors import ELSEWHERE
from tests.whole.demo.about_numbers import (
    ASKS_CARD,
    all_words,
    begin,
    give_up,
    needs_network,
    refused_at_verification,
    troubled,
)
from tests.whole.demo.clerk import ANSWER_S, ScreenWrong, words_of
from tests.whole.demo.day import OUTCOMES, Day, Step
from tests.whole.demo.gates import At, gates_of
from tests.whole.screen import wait_for
from ui import i18n

__all__ = ["MOST_KEYS", "STEPS"]

MOST_KEYS = 10
_FLOW = PORT_IN.name
_OF_SUN = 324
_ARREARS, _CONTRACT, _TOO_NEW, _UNREGISTERED, _TOO_LATE = 3, 4, 5, 6, 7
_NOES = {
    _ARREARS: "DONOR_ARREARS",
    _CONTRACT: "DONOR_CONTRACT",
    _TOO_NEW: "DONOR_TOO_NEW",
    _UNREGISTERED: "DONOR_NOT_REGISTERED",
}

_GOES_ON = ("case.choose_offer", "case.review")
"""The second: with every flow played, this customer has a number by then."""


def ported(invented: int) -> str:
    """One of the other carriers' invented numbers."""
    return next(each.phone_number for each in ELSEWHERE if each.number == invented)


def typed(day: Day, phone_number: str, code: str) -> None:
    """The number and its carrier's code, by hand; neither is anybody's identity."""
    begin(day, _FLOW)
    clerk, hands = day.clerk, day.stage.hands
    clerk.put_cursor_in("portedNumber")
    clerk.pause()
    hands.type_text(phone_number)
    clerk.pause()
    hands.press("enter")
    clerk.pause()
    hands.type_text(code)
    clerk.pause()
    hands.press("enter")


def authorised(day: Day, invented: int) -> None:
    """With the code that stands on the customer's phone."""
    number = ported(invented)
    code = str(day.stage.services.tell_gateway(f"authorisation {number}")["code"])
    typed(day, number, code)
    day.clerk.await_words("headline", *ASKS_CARD)
    wait_for(
        "the number at the side",
        lambda: number in words_of(day.clerk.sees("subjectNumber")).replace(" ", ""),
        ANSWER_S,
    )


def accepted(day: Day, slug: str, invented: int) -> None:
    """From the card to the acceptance: a new entry with the number of the other carrier."""
    authorised(day, invented)
    before = day.stage.hands.keystrokes
    day.note_read(day.walk.to_the_photo(day.person(slug)))
    if (
        came := day.walk.photo("case.choose_offer", "case.refused_headline")
    ) != "case.choose_offer":
        raise ScreenWrong(f"{slug}: {came}")
    day.shoot("port-in-offer")
    day.walk.offer_and_sim()
    _to_the_end(day, Outcome.ACCEPTED)
    keys = day.stage.hands.keystrokes - before
    if keys > MOST_KEYS:
        raise ScreenWrong(f"{keys} keys from the card to the acceptance")
    day.say(f"    {slug}: {keys} keys from the card to the acceptance")
    day.shoot("ported-in")
    words = all_words(day)
    if i18n.text("subject.ported") not in words or "已开通" in words:
        raise ScreenWrong("the number does not work before its carrier has let it go")
    day.next_customer()


def wrong_code_refused(day: Day) -> None:
    typed(day, ported(_OF_SUN + 1), "00000000")
    troubled(day, "troubles.port_in_code")
    day.shoot("wrong-donor-code")
    give_up(day)


def code_of_long_ago_refused(day: Day) -> None:
    """It was the right one once."""
    code = next(each.code for each in ELSEWHERE if each.number == _TOO_LATE)
    typed(day, ported(_TOO_LATE), code)
    troubled(day, "troubles.port_in_code")
    give_up(day)


def number_of_ours_refused(day: Day, invented: int) -> None:
    """What has come already is brought by nobody once more."""
    typed(day, ported(invented), "12345678")
    troubled(day, "troubles.port_in_ours")
    give_up(day)


def refused_by_donor(day: Day, slug: str, invented: int) -> None:
    """The code is right, and the carrier that has the number says no."""
    authorised(day, invented)
    refused_at_verification(day, slug, "case.choose_offer")
    code = _NOES.get(invented, "DONOR_OTHER_PERSON")
    if i18n.text(f"verdicts.why_{code}") not in all_words(day):
        raise ScreenWrong(f"nobody was told of {code}")
    day.next_customer()


def person_refused(
    day: Day, slug: str, invented: int, *, face: str = "card", alarm: str = ""
) -> None:
    """The register, the face or the limit says no."""
    authorised(day, invented)
    day.stage.services.reader.stand(face, "everyday")
    refused_at_verification(day, slug, "case.choose_offer")
    day.stage.services.reader.stand("card")
    if alarm:
        day.expected_alarms.append(alarm)
    day.next_customer()


def used_sim_refused(day: Day, slug: str, invented: int) -> None:
    """A SIM that has gone over the counter is none out of stock; the number stays where it is."""
    authorised(day, invented)
    day.note_read(day.walk.to_the_photo(day.person(slug)))
    day.walk.photo("case.choose_offer")
    day.walk.sim_of_before()
    troubled(day, "verdicts.why_SIM_USED")
    day.shoot("port-in-with-a-used-sim")
    give_up(day)


def it_came_once(day: Day) -> None:
    """One effect for the number that came, none for any other of another carrier's."""
    rows = day.stage.services.ledger()["registrations"]
    effects = {row["phone_number"]: row["effects"] for row in rows if row["flow"] == _FLOW}
    if {number: count for number, count in effects.items() if count} != {ported(_OF_SUN): 1}:
        raise ScreenWrong(f"came in: {effects}")


def _to_the_end(day: Day, outcome: Outcome) -> None:
    """The signature, and the one key that seals as well."""
    day.walk.sign("formPad")
    day.clerk.await_words("primaryAction", "case.go_on_form_seals")
    day.stage.hands.press("enter")
    sequence = day.walk.saved()
    said = day.clerk.await_words("outcome", f"case.{outcome.value}")
    day.acknowledged[sequence] = OUTCOMES.get(said)


STEPS: tuple[tuple[str, Step], ...] = (
    ("ported-in", partial(accepted, slug="resident-sun", invented=_OF_SUN)),
    ("number-that-came-is-ours", partial(number_of_ours_refused, invented=_OF_SUN)),
    ("wrong-donor-code-refused", wrong_code_refused),
    ("old-donor-code-refused", code_of_long_ago_refused),
    (
        "somebody-elses-number-is-not-brought",
        partial(refused_by_donor, slug="resident-yang", invented=1),
    ),
    *(
        (f"{code.lower().replace('_', '-')}-refused", step)
        for code, step in (
            (code, partial(refused_by_donor, slug="resident-wang", invented=invented))
            for invented, code in _NOES.items()
        )
    ),
    (
        "other-name-brings-no-number",
        partial(person_refused, slug="resident-other-name", invented=300),
    ),
    (
        "different-face-brings-no-number",
        partial(
            person_refused,
            slug="resident-jin",
            invented=200,
            face="resident-deang",
            alarm="FACE_DIFFERENT",
        ),
    ),
    ("full-quota-brings-no-number", partial(person_refused, slug="resident-quota", invented=9)),
    (
        "port-in-with-a-used-sim-refused",
        partial(used_sim_refused, slug="resident-wang", invented=304),
    ),
    *gates_of(At(partial(authorised, invented=200), "resident-jin", _GOES_ON), "port-in"),
    ("port-in-needs-the-network", partial(needs_network, flow=_FLOW, picture="port-in-offline")),
    ("each-number-came-once", it_came_once),
)
