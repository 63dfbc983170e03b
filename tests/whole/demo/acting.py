"""未成年人入网 and 代办入网 in an own hall: who gets the number, and who acts for them."""

from __future__ import annotations

import time
from functools import partial

from pos_client.domain.document import MOST_IMAGES
from pos_client.domain.flow import PartyRole
from pos_client.domain.flows import NEW_NUMBER_BY_TRUSTEE, NEW_NUMBER_WITH_GUARDIAN
from pos_client.domain.outcome import Outcome
from tests.whole.demo.about_numbers import (
    ASKS_CARD,
    begin_with_card,
    give_up,
    needs_network,
    refused_at_verification,
    troubled,
)
from tests.whole.demo.clerk import ANSWER_S, ScreenWrong, words_of
from tests.whole.demo.day import OUTCOMES, Day, Step
from tests.whole.demo.gates import (
    At,
    at_risk,
    clerk_says_no,
    full_quota,
    gates_of,
    in_order,
    not_in_the_register,
    other_face,
)
from tests.whole.screen import wait_for
from ui import i18n
from ui.presenters.subject import of_person

__all__ = ["OF_GUARDIANS", "OF_TRUSTEES"]

_MINORS, _OTHERS = NEW_NUMBER_WITH_GUARDIAN.name, NEW_NUMBER_BY_TRUSTEE.name
_ENDED = "case.refused_headline"
_ASKS_LETTER = f"documents.photograph_{_OTHERS}"
_TO_LAY_S = 1.0
_TO_LIFT = 8
"""How many pauses of a hand it takes to lift a card, turn it round and lay it down again."""


def with_guardian(day: Day, minor: str, guardian: str, relation: str) -> None:
    """Both cards, one face, one digit for the relation, two signatures; the number goes on the
    eSIM of a device that both brought along."""
    _minor_judged(day, minor)
    day.note_read(day.walk.to_the_photo(day.person(guardian)))
    if day.walk.photo("case.relation", _ENDED) == _ENDED:
        raise ScreenWrong(f"{guardian} was refused")
    day.shoot("relation-is-chosen")
    day.clerk.pause()
    day.stage.hands.press(relation)
    day.walk.number_and_sim(on_esim=True)
    day.shoot("esim-on-the-form")
    day.walk.sign("formPad")
    day.clerk.await_words("primaryAction", "case.go_on_form")
    day.stage.hands.press("enter")
    day.clerk.await_words("headline", f"case.role_OWNER_{_MINORS}")
    _signed_and_sealed(day, f"number-of-{minor}")


def by_trustee(day: Day, principal: str, trustee: str) -> None:
    """The principal's card is asked about at once; the trustee is read, photographed and signs."""
    _principal_judged(day, principal)
    day.note_read(day.walk.to_the_photo(day.person(trustee)))
    if day.walk.photo(_ASKS_LETTER, _ENDED) == _ENDED:
        raise ScreenWrong(f"{trustee} was refused")
    photographed(day, pages=2)
    day.clerk.await_words("headline", f"case.relation_{_OTHERS}")
    day.shoot("trustees-relation")
    day.clerk.pause()
    day.stage.hands.press("3")
    day.walk.number_and_sim()
    _signed_and_sealed(day, f"number-for-{principal}")


def photographed(day: Day, pages: int) -> None:
    """Whatever paper lies before the camera, page by page; one more is taken and dropped."""
    clerk, hands, reader = day.clerk, day.stage.hands, day.stage.services.reader
    reader.stand("paper")
    time.sleep(_TO_LAY_S)
    for page in range(1, pages + 2):
        clerk.await_words("documentViewfinder", "documents.hint_good", "steps.hint_blurred")
        clerk.await_words("documentTake", "documents.take")
        clerk.pause()
        hands.press("space")
        _counted(day, page)
        if page == 1:
            reader.stand("paper")  # turned over
            time.sleep(_TO_LAY_S)
    day.shoot("document-pages")
    hands.press("-")
    _counted(day, pages)
    clerk.await_words("primaryAction", "documents.go_on")
    clerk.pause()
    hands.press("enter")
    reader.stand("card")


def _counted(day: Day, pages: int) -> None:
    said = i18n.text("documents.count").format(count=pages, most=MOST_IMAGES)
    wait_for("the pages", lambda: said in words_of(day.clerk.sees("documentCount")), ANSWER_S)


def refused_at_card(day: Day, flow: str, slug: str) -> None:
    """The age on the card ends the case at once."""
    begin_with_card(day, flow)
    _refused_at_card(day, slug)


def guardian_refused_at_card(day: Day, minor: str, slug: str) -> None:
    _minor_judged(day, minor)
    _refused_at_card(day, slug)


def guardian_refused(day: Day, minor: str, slug: str, *, face: str, alarm: str) -> None:
    """Whoever stands there is not who is on the guardian's card."""
    _minor_judged(day, minor)
    day.stage.services.reader.stand(face, "everyday")
    refused_at_verification(day, slug, "case.relation")
    day.stage.services.reader.stand("card")
    day.expected_alarms.append(alarm)
    day.next_customer()


def principal_refused(day: Day, slug: str) -> None:
    """The register or the limit says no about whoever is not here."""
    begin_with_card(day, _OTHERS)
    _refused_at_card(day, slug)


def trustee_refused(day: Day, principal: str, slug: str) -> None:
    """The gateway says no about the trustee, though the principal may have a number."""
    _principal_judged(day, principal)
    refused_at_verification(day, slug, _ASKS_LETTER)
    day.next_customer()


def same_person_twice(day: Day, slug: str) -> None:
    """Nobody acts for themselves."""
    _principal_judged(day, slug)
    for _ in range(_TO_LIFT):  # a card that is laid again before anybody saw it go is no new one
        day.clerk.pause()
    day.stage.services.reader.lay(slug)
    troubled(day, "troubles.B-619.happened")
    day.clerk.lift()
    give_up(day)


def second_number_not_approved(day: Day, minor: str) -> None:
    """Whoever has a number already is looked at by a supervisor before another one."""
    _minor_asked_about(day, minor)
    if day.walk.review(_ENDED, is_approved=False) != _ENDED:
        raise ScreenWrong("a supervisor said no, and the case goes on")
    day.note_refusal()
    day.shoot("second-number-not-approved")
    day.next_customer()


def _minor_judged(day: Day, slug: str) -> None:
    _minor_asked_about(day, slug)
    day.clerk.await_words("headline", "case.role_GUARDIAN")
    day.clerk.await_words("headline", *ASKS_CARD)


def _minor_asked_about(day: Day, slug: str) -> None:
    """The minor's card, one look, and the guardian's answers; the gateway is asked behind them."""
    begin_with_card(day, _MINORS)
    _minor_answered_for(day, slug)


def _minor_answered_for(day: Day, slug: str) -> None:
    clerk, hands = day.clerk, day.stage.hands
    day.note_read(clerk.lay(day.person(slug)))
    clerk.check_person(day.person(slug))
    clerk.await_words("headline", "case.visual_check")
    hands.press("enter")
    clerk.lift()
    clerk.await_words("headline", of_person("case.consent", _MINORS, PartyRole.OWNER))
    if clerk.sees("agree-face") is not None:
        raise ScreenWrong("a face is asked about that nobody compares")
    day.shoot("guardian-answers-for-the-minor")
    hands.press("0")
    clerk.await_words("primaryAction", "steps.consent_unsigned")
    day.walk.sign("consentPad")
    clerk.await_words("primaryAction", "case.go_on_consent")
    hands.press("enter")


def _minor_to_answer(day: Day, at: At) -> str:
    _minor_answered_for(day, at.slug)
    return day.clerk.await_words("headline", *at.goes_on, _ENDED)


def _principal_to_answer(day: Day, at: At) -> str:
    """Their card is all there is of whoever is not here."""
    came = day.clerk.lay_for_the_page(day.person(at.slug), *at.goes_on, _ENDED)
    day.clerk.lift()
    return came


def _principal_judged(day: Day, slug: str) -> None:
    begin_with_card(day, _OTHERS)
    day.stage.services.reader.lay(slug)
    day.clerk.await_words("headline", "case.role_TRUSTEE")
    day.clerk.lift()
    day.clerk.await_words("headline", *ASKS_CARD)


def _refused_at_card(day: Day, slug: str) -> None:
    entered = len(day.stage.services.ledger()["registrations"])
    day.clerk.lay_for_the_page(day.person(slug), _ENDED)
    day.clerk.lift()
    day.note_refusal()
    day.shoot(f"acting-refused-{slug}")
    day.next_customer()
    if len(day.stage.services.ledger()["registrations"]) != entered:
        raise ScreenWrong("something reached the gateway")


def _signed_and_sealed(day: Day, picture: str) -> None:
    day.walk.form()
    sequence = day.walk.seal()
    said = day.clerk.await_words("outcome", f"case.{Outcome.ACCEPTED.value}")
    day.acknowledged[sequence] = OUTCOMES.get(said)
    day.shoot(picture)
    day.next_customer()


_A_MINOR = At(
    partial(begin_with_card, flow=_MINORS),
    "resident-child-15",
    ASKS_CARD,
    to_answer=_minor_to_answer,
)
_A_PRINCIPAL = At(
    partial(begin_with_card, flow=_OTHERS),
    "resident-ma",
    ("case.role_TRUSTEE",),
    to_answer=_principal_to_answer,
)

OF_GUARDIANS: tuple[tuple[str, Step], ...] = (
    (
        "too-young-even-with-a-guardian",
        partial(refused_at_card, flow=_MINORS, slug="resident-child-8"),
    ),
    (
        "old-enough-to-come-alone",
        partial(refused_at_card, flow=_MINORS, slug="resident-youth-17"),
    ),
    (
        "guardian-not-of-age",
        partial(guardian_refused_at_card, minor="resident-child-15", slug="resident-youth-17"),
    ),
    (
        "guardian-with-another-face",
        partial(
            guardian_refused,
            minor="resident-child-15",
            slug="hmt-ho",
            face="resident-deang",
            alarm="FACE_DIFFERENT",
        ),
    ),
    *in_order(_A_MINOR, "minor", clerk_says_no, at_risk, not_in_the_register, full_quota),
    *gates_of(
        At(
            partial(_minor_judged, slug="resident-child-15"),
            "hmt-ho",
            ("case.relation",),
            is_agents=False,
        ),
        "guardian",
        not_in_the_register,
    ),
    (
        "minor-accepted",
        partial(with_guardian, minor="resident-child-15", guardian="resident-lin", relation="2"),
    ),
    (
        "second-number-not-approved",
        partial(second_number_not_approved, minor="resident-child-15"),
    ),
    (
        "guardian-needs-the-network",
        partial(needs_network, flow=_MINORS, picture="guardian-offline"),
    ),
)
OF_TRUSTEES: tuple[tuple[str, Step], ...] = (
    ("opened-by-a-trustee", partial(by_trustee, principal="resident-wang", trustee="resident-lin")),
    *gates_of(
        At(
            partial(_principal_judged, slug="resident-ma"),
            "hmt-ho",
            (_ASKS_LETTER,),
            is_agents=False,
        ),
        "trustee",
        not_in_the_register,
        other_face,
    ),
    *in_order(_A_PRINCIPAL, "principal", at_risk),
    ("principal-not-found", partial(principal_refused, slug="resident-unknown")),
    ("principal-has-too-many", partial(principal_refused, slug="resident-quota")),
    (
        "principal-is-a-minor",
        partial(refused_at_card, flow=_OTHERS, slug="resident-child-15"),
    ),
    ("nobody-acts-for-themselves", partial(same_person_twice, slug="resident-jin")),
    (
        "opened-by-the-trustee-again",
        partial(by_trustee, principal="resident-ma", trustee="resident-lin"),
    ),
    (
        "trustee-too-often",
        partial(trustee_refused, principal="resident-jin", slug="resident-lin"),
    ),
    (
        "trustee-needs-the-network",
        partial(needs_network, flow=_OTHERS, picture="trustee-offline"),
    ),
)
