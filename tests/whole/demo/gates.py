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
from tests.whole.demo.clerk import ScreenWrong, words_of
from tests.whole.demo.day import Day, Step
from ui.presenters.subject import of_flow

__all__ = [
    "At",
    "at_risk",
    "clerk_says_no",
    "full_quota",
    "gates_of",
    "in_order",
    "not_in_the_register",
    "other_face",
    "over",
]

_RISKS = ("RISK_DENY", "RISK_REVIEW", "PUNISHED_LIMITED", "BLACKLISTED")
_NO_PHOTO, _ANOTHER = "LIVENESS_FAILED", "FACE_DIFFERENT"
_STRANGER = "resident-unknown"
_ENDED = "case.refused_headline"
_TOLD = ("headline", "endingHappened", "endingToDo", "endingCode")
_REFUSED = (_ENDED,)


class At(NamedTuple):
    """Where a flow stands when it asks for a card, and whose.

    Attributes:
        begin: does what comes before the card.
        goes_on: headlines of the page behind the verdicts.
        is_agents: whether somebody who declines the face match is sent on to an own hall here;
            in an own hall a second person looks instead.
        to_answer: from the card to the gateway's word about this person; returns the headline.
        leave: from the page of a refusal to where the next case begins.
        give_up: from a page in the middle of a case to the same place.
    """

    begin: Callable[[Day], None]
    slug: str
    goes_on: tuple[str, ...]
    is_agents: bool = True
    to_answer: Callable[[Day, At], str] | None = None
    leave: Callable[[Day], None] = Day.next_customer
    give_up: Callable[[Day], None] = give_up


def clerk_says_no(day: Day, at: At) -> None:
    """Person and card do not look alike: one key, and it is over."""
    at.begin(day)
    day.note_read(day.clerk.lay(day.person(at.slug)))
    day.clerk.await_words("headline", "case.visual_check")
    day.clerk.pause()
    day.stage.hands.press("F8")
    day.clerk.await_words("headline", _ENDED)
    day.clerk.lift()
    over(day, at, "verdicts.why_VISUAL_CHECK_REFUSED", picture="clerk-says-no")


def face_declined(day: Day, at: At) -> None:
    """At an agent's the customer is sent to an own hall before any photo was taken."""
    _to_the_consent(day, at)
    day.walk.consent(_ENDED, declines_face=True)
    over(day, at, "verdicts.why_FACE_REFUSED", picture="face-declined")


def face_declined_here(day: Day, at: At) -> None:
    """In an own hall a second person compares instead of the carrier, and may say no."""
    _to_the_consent(day, at)
    day.walk.consent(declines_face=True)
    if day.walk.photo(*at.goes_on, "case.review", *_REFUSED) != "case.review":
        raise ScreenWrong("nobody looks at somebody whose face nobody compares")
    day.shoot("face-declined-is-looked-at")
    if day.walk.review(*at.goes_on, *_REFUSED, is_approved=False) != _ENDED:
        raise ScreenWrong("a supervisor said no, and the case goes on")
    over(day, at, "", picture="not-approved")


def photo_unfit(day: Day, at: At) -> None:
    """The first photo is unfit and says why; the second one will do, whatever the light."""
    at.begin(day)
    for code in ("FACE_QUALITY", "FACE_SAME"):
        day.stage.services.tell_gateway(f"verdict {Check.FACE_MATCH.value} {code} times=1")
    if (came := _to_answer(day, at)) not in at.goes_on:
        raise ScreenWrong(f"{came} behind a photo that will do")
    day.stage.services.tell_gateway("verdicts clear")
    day.shoot("photo-taken-again")
    at.give_up(day)


def not_alive(day: Day, at: At) -> None:
    """Twice no living face: it ends, and somebody is told."""
    _answered(day, at, Check.FACE_MATCH, _NO_PHOTO, _REFUSED, times=2)
    day.expected_alarms.append(_NO_PHOTO)
    over(day, at, f"verdicts.why_{_NO_PHOTO}", picture="not-alive")


def at_risk(day: Day, at: At, check: Check = Check.ONLINE_VERIFICATION) -> None:
    """Whatever the carrier knows of this customer: one neutral sentence, the same for all of it."""
    said = set()
    for code in _RISKS:
        _answered(day, at, check, code, _REFUSED)
        words = all_words(day)
        if code in words:
            raise ScreenWrong(f"{code} stands on the screen")
        said.add(tuple(words_of(day.clerk.sees(part)) for part in _TOLD))
        over(day, at, "verdicts.why_neutral", picture=f"refused-{code.lower()}")
    if len(said) != 1:
        raise ScreenWrong("the reason can be told from the words")


def not_in_the_register(day: Day, at: At) -> None:
    """The register has another name under this number."""
    _answered(day, at, Check.ONLINE_VERIFICATION, "ID_MISMATCH", _REFUSED)
    over(day, at, "verdicts.why_ID_MISMATCH", picture="not-in-the-register")


def full_quota(day: Day, at: At) -> None:
    """Whoever has as many numbers as anybody may have gets no other."""
    _answered(day, at, Check.QUOTA, "QUOTA_FULL", _REFUSED)
    over(day, at, "verdicts.why_QUOTA_FULL", picture="full-quota")


def other_face(day: Day, at: At) -> None:
    """Whoever stands there is not who is on the card: it ends, and somebody is told."""
    at.begin(day)
    day.stage.services.reader.stand(_STRANGER, "everyday")
    came = _to_answer(day, at)
    day.stage.services.reader.stand("card")
    if came != _ENDED:
        raise ScreenWrong(f"{came} with somebody else's face")
    day.expected_alarms.append(_ANOTHER)
    over(day, at, f"verdicts.why_{_ANOTHER}", picture="other-face")


def _to_the_consent(day: Day, at: At) -> None:
    at.begin(day)
    person = day.person(at.slug)
    day.note_read(day.clerk.lay(person))
    day.clerk.check_person(person)
    day.walk.visual_check()
    day.clerk.lift()


def _answered(
    day: Day, at: At, check: Check, code: str, headlines: tuple[str, ...], *, times: int = 1
) -> None:
    """From the card to what the gateway says, which is told here: nobody before is meant."""
    at.begin(day)
    day.stage.services.tell_gateway(f"verdict {check.value} {code} times={times}")
    came = _to_answer(day, at)
    if came not in headlines:
        raise ScreenWrong(f"{came} instead of {' or '.join(headlines)}")


def _to_answer(day: Day, at: At) -> str:
    if at.to_answer is not None:
        return at.to_answer(day, at)
    day.note_read(day.walk.to_the_photo(day.person(at.slug)))
    return day.walk.photo(*at.goes_on, *_REFUSED)


def over(day: Day, at: At, says: str, *, picture: str) -> None:
    """Why it is over stands there, whoever it was no more, and nothing has reached the gateway."""
    day.note_refusal()
    day.shoot(picture)
    if says:
        day.clerk.await_words("endingHappened", of_flow(says, day.flow))
    if at.slug and day.clerk.scene.says(day.deck[at.slug].fields.id_number):
        raise ScreenWrong("the person is still shown after the refusal")
    if day.clerk.sees("savedSequence") is not None:
        raise ScreenWrong("something was called saved")
    day.stage.services.tell_gateway("verdicts clear")
    day.stage.services.tell_gateway("cooling-off over")
    at.leave(day)


def in_order(at: At, name: str, *more: Callable[..., None]) -> tuple[tuple[str, Step], ...]:
    """These gates of one person, under names of their own."""
    return tuple((f"{name}-{_NAMES[gate]}", partial(gate, at=at)) for gate in more)


def gates_of(at: At, name: str, *more: Callable[..., None]) -> tuple[tuple[str, Step], ...]:
    """The gates of everybody who stands before the camera; `more` where no step of the flow's own
    shows them."""
    declined = face_declined if at.is_agents else face_declined_here
    return in_order(at, name, clerk_says_no, declined, photo_unfit, not_alive, at_risk, *more)


_NAMES: dict[Callable[..., None], str] = {
    clerk_says_no: "clerk-says-no",
    face_declined: "face-declined-is-sent-on",
    face_declined_here: "face-declined-not-approved",
    photo_unfit: "photo-taken-again",
    not_alive: "not-alive-refused",
    at_risk: "at-risk-refused",
    not_in_the_register: "other-name-refused",
    full_quota: "full-quota-refused",
    other_face: "different-face-refused",
}
