"""Refusals at every gate: by the card, by a rule, by the register, by the face, by the limit."""

from __future__ import annotations

from functools import partial

from tests.whole.demo.about_numbers import all_words
from tests.whole.demo.clerk import ScreenWrong
from tests.whole.demo.day import Day, Step
from ui import i18n

__all__ = ["STEPS", "at_verification"]


def at_verification(
    day: Day,
    slug: str,
    *,
    picture: str = "",
    face: str = "card",
    manner: str = "everyday",
    alarm: str = "",
    says: str = "",
) -> None:
    """The gateway says no: nothing is sealed, nobody is shown any more, no number was held."""
    clerk, services = day.clerk, day.stage.services
    entered = len(services.ledger()["registrations"])
    person = day.person(slug)
    services.reader.stand(face, manner)
    day.note_read(day.walk.to_the_photo(person))
    came = day.walk.photo()
    services.reader.stand("card")
    if came != "case.refused_headline":
        raise ScreenWrong(f"{slug} was not refused")
    if alarm:
        day.expected_alarms.append(alarm)
    _conclude(day, slug, entered, picture, says)
    if clerk.sees("savedSequence") is not None:
        raise ScreenWrong("something was called saved")


def too_soon(day: Day, slug: str) -> None:
    """Once more after a face that was another one: this person has to wait, whoever it is now."""
    at_verification(day, slug, picture="cooling-off", says="verdicts.why_COOLING_OFF")
    day.stage.services.tell_gateway("cooling-off over")


def at_the_card(day: Day, slug: str) -> None:
    """Refused as soon as the card was read: too young, or the card has expired."""
    entered = len(day.stage.services.ledger()["registrations"])
    day.clerk.lay_for_the_page(day.person(slug), "case.refused_headline")
    day.clerk.lift()
    _conclude(day, slug, entered, "")


def _conclude(day: Day, slug: str, entered: int, picture: str, says: str = "") -> None:
    day.note_refusal()
    if says and i18n.text(says) not in all_words(day):
        raise ScreenWrong(f"nobody was told why {slug} was refused")
    day.shoot(picture or f"refused-{slug}")
    if day.clerk.scene.says(day.deck[slug].fields.id_number):
        raise ScreenWrong("the person is still shown after the refusal")
    day.next_customer()
    if len(day.stage.services.ledger()["registrations"]) != entered:
        raise ScreenWrong("something reached the gateway")


STEPS: tuple[tuple[str, Step], ...] = (
    ("not-found-refused", partial(at_verification, slug="resident-unknown")),
    (
        "revoked-refused",
        partial(at_verification, slug="resident-invalidated", alarm="DOC_INVALIDATED"),
    ),
    ("full-quota-refused", partial(at_verification, slug="resident-quota")),
    (
        "different-face-refused",
        partial(
            at_verification, slug="resident-jin", face="resident-deang", alarm="FACE_DIFFERENT"
        ),
    ),
    ("cooling-off-refused", partial(too_soon, slug="resident-jin")),
    ("underage-refused", partial(at_the_card, slug="resident-child-8")),
    ("expired-refused", partial(at_the_card, slug="resident-expired")),
)
