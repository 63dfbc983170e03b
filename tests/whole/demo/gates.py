"""The gates that every flow shares: the clerk's eyes, the customer's no, the photo, the risk.

What no invented person can show, such as a photo that a carrier's liveness check dislikes, the
gateway is told to say; it says so about whoever stands there, and the window is none the wiser.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from pos_client.domain.verdict import Check
from tests.whole.demo.about_numbers import all_words, give_up
from tests.whole.demo.clerk import ScreenWrong
from tests.whole.demo.day import Day, Step
from ui import i18n

__all__ = ["At", "gates_of"]

_RISKS = ("RISK_DENY", "RISK_REVIEW", "PUNISHED_LIMITED", "BLACKLISTED")
_NO_PHOTO = "LIVENESS_FAILED"
_REFUSED = ("case.refused_headline",)


class At(NamedTuple):
    """Where a flow stands when it asks for a card, and whose.

    Attributes:
        begin: does what comes before the card.
        goes_on: headlines of the page behind the verdicts.
        asks_face: whether somebody who declines the face match is sent on to an own hall here.
    """

    begin: Callable[[Day], None]
    slug: str
    goes_on: tuple[str, ...]
    is_agents: bool = True


def clerk_says_no(day: Day, at: At) -> None:
    """Person and card do not look alike: one key, and it is over."""
    at.begin(day)
    day.note_read(day.clerk.lay(day.person(at.slug)))
    day.clerk.await_words("headline", "case.visual_check")
    day.clerk.pause()
    day.stage.hands.press("F8")
    day.clerk.await_words("headline", "case.refused_headline")
    day.clerk.lift()
    _over(day, at, "verdicts.why_VISUAL_CHECK_REFUSED", picture="clerk-says-no")


def face_declined(day: Day, at: At) -> None:
    """At an agent's the customer is sent to an own hall before any photo was taken."""
    at.begin(day)
    person = day.person(at.slug)
    day.note_read(day.clerk.lay(person))
    day.clerk.check_person(person)
    day.walk.visual_check()
    day.clerk.lift()
    day.walk.consent("case.refused_headline", declines_face=True)
    _over(day, at, "verdicts.why_FACE_REFUSED", picture="face-declined")


def photo_unfit(day: Day, at: At) -> None:
    """The first photo is unfit and says why; the second one will do."""
    _answered(day, at, Check.FACE_MATCH, "FACE_QUALITY", at.goes_on)
    day.stage.services.tell_gateway("verdicts clear")
    day.shoot("photo-taken-again")
    give_up(day)


def not_alive(day: Day, at: At) -> None:
    """Twice no living face: it ends, and somebody is told."""
    _answered(day, at, Check.FACE_MATCH, _NO_PHOTO, _REFUSED, times=2)
    day.expected_alarms.append(_NO_PHOTO)
    _over(day, at, f"verdicts.why_{_NO_PHOTO}", picture="not-alive")


def at_risk(day: Day, at: At) -> None:
    """Whatever the carrier knows of this customer: one neutral sentence, the same for all of it."""
    said = set()
    for code in _RISKS:
        _answered(day, at, Check.ONLINE_VERIFICATION, code, _REFUSED)
        words = all_words(day)
        if code in words:
            raise ScreenWrong(f"{code} stands on the screen")
        said.add(day.clerk.await_words("headline", "case.refused_headline"))
        _over(day, at, "", picture=f"refused-{code.lower()}")
    if len(said) != 1:
        raise ScreenWrong("the reason can be told from the words")


def _answered(
    day: Day, at: At, check: Check, code: str, headlines: tuple[str, ...], *, times: int = 1
) -> None:
    """From the card to what the gateway says, which is told here: nobody before is meant."""
    at.begin(day)
    day.note_read(day.walk.to_the_photo(day.person(at.slug)))
    day.stage.services.tell_gateway(f"verdict {check.value} {code} times={times}")
    came = day.walk.photo(*at.goes_on, *_REFUSED)
    if came not in headlines:
        raise ScreenWrong(f"{came} instead of {' or '.join(headlines)}")


def _over(day: Day, at: At, says: str, *, picture: str) -> None:
    """Why it is over stands there, whoever it was no more, and nothing has reached the gateway."""
    day.note_refusal()
    day.shoot(picture)
    if says and i18n.text(says) not in all_words(day):
        raise ScreenWrong(f"nobody was told: {says}")
    if day.clerk.scene.says(day.deck[at.slug].fields.id_number):
        raise ScreenWrong("the person is still shown after the refusal")
    if day.clerk.sees("savedSequence") is not None:
        raise ScreenWrong("something was called saved")
    day.stage.services.tell_gateway("verdicts clear")
    day.stage.services.tell_gateway("cooling-off over")
    day.next_customer()


def gates_of(at: At, name: str) -> tuple[tuple[str, Step], ...]:
    """The steps of one flow, under names of their own."""
    steps: list[tuple[str, Step]] = [
        ("clerk-says-no", partial(clerk_says_no, at=at)),
        ("photo-taken-again", partial(photo_unfit, at=at)),
        ("not-alive-refused", partial(not_alive, at=at)),
        ("at-risk-refused", partial(at_risk, at=at)),
    ]
    if at.is_agents:
        steps.insert(1, ("face-declined-is-sent-on", partial(face_declined, at=at)))
    return tuple((f"{name}-{what}", step) for what, step in steps)
