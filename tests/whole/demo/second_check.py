"""二次实人认证 in an own hall: the flag is told, its person read, the risk notice signed."""

from __future__ import annotations

from functools import partial

from pos_client.domain.flows import SECOND_REAL_PERSON_CHECK
from pos_client.domain.outcome import Outcome
from pos_client.sandbox.notices import RISK_NOTICE
from tests.whole.demo.about_numbers import (
    ASKS_CARD,
    all_words,
    by_hand,
    give_up,
    needs_network,
    number_of,
    refused_at_verification,
    shows_number,
    troubled,
)
from tests.whole.demo.clerk import ScreenWrong, words_of
from tests.whole.demo.day import OUTCOMES, Day, Step
from tests.whole.demo.gates import At, gates_of
from ui import i18n

__all__ = ["AT_AN_AGENTS", "STEPS"]

_FLOW = SECOND_REAL_PERSON_CHECK.name


def accepted(day: Day, slug: str, invented: int, *, is_late: bool) -> None:
    """Whose number it is shows up, reads the notice and signs; the flag is lifted, once for all."""
    _begun(day, invented)
    shows_number(day, invented)
    late = i18n.text("subject.flagged_late", time="@").split("@")[0]
    if (late in words_of(day.clerk.sees("subjectLines"))) is not is_late:
        raise ScreenWrong("the deadline of the flag is told wrongly")
    day.shoot(f"flagged-{slug}")
    day.note_read(day.walk.to_the_photo(day.person(slug)))
    if day.walk.photo("case.form_second_real_person_check", "case.refused_headline") != (
        "case.form_second_real_person_check"
    ):
        raise ScreenWrong(f"{slug} was refused")
    if "《风险告知书》" not in all_words(day) or RISK_NOTICE.paragraphs[0] not in all_words(day):
        raise ScreenWrong("the risk notice is not on the screen")
    day.shoot(f"risk-notice-{slug}")
    day.walk.sign("formPad")
    day.clerk.await_words("primaryAction", "case.go_on_form_seals")
    day.stage.hands.press("enter")
    sequence = day.walk.saved()
    said = day.clerk.await_words("outcome", f"case.{Outcome.ACCEPTED.value}")
    day.acknowledged[sequence] = OUTCOMES.get(said)
    if i18n.text("subject.flag_lifted") not in all_words(day):
        raise ScreenWrong("nobody was told that the flag is lifted")
    day.shoot(f"checked-{slug}")
    orders = day.stage.services.ledger()["restore_orders"]
    if (number_of(invented) in {each["phone_number"] for each in orders}) is not is_late:
        raise ScreenWrong("what was suspended was not restored, or what was not was")
    day.next_customer()
    by_hand(day, _FLOW, invented)
    troubled(day, "troubles.look_up_not_flagged")
    give_up(day)


def _begun(day: Day, invented: int) -> None:
    by_hand(day, _FLOW, invented)
    day.clerk.await_words("headline", *ASKS_CARD)


def number_refused(day: Day, invented: int, *, reason: str) -> None:
    """A number that this is not for; no card is asked for."""
    by_hand(day, _FLOW, invented)
    troubled(day, f"troubles.look_up_{reason}")
    day.shoot(f"second-check-{reason}")
    give_up(day)


def person_refused(
    day: Day, slug: str, invented: int, *, face: str = "card", alarm: str = ""
) -> None:
    """It is somebody else's number, or the register or the face says no: the appeal is named."""
    _begun(day, invented)
    day.stage.services.reader.stand(face, "everyday")
    refused_at_verification(day, slug, "case.form_second_real_person_check")
    day.stage.services.reader.stand("card")
    if i18n.text("case.ended_safe_second_real_person_check") not in all_words(day):
        raise ScreenWrong("nobody was told of the appeal")
    if alarm:
        day.expected_alarms.append(alarm)
    day.next_customer()


def not_offered(day: Day) -> None:
    """No key of an agent's counter begins it."""
    day.clerk.await_words("headline", *ASKS_CARD)
    if i18n.text(f"subject.flow_{_FLOW}") in all_words(day):
        raise ScreenWrong("an agent offers what own halls do")


STEPS: tuple[tuple[str, Step], ...] = (
    (
        "second-check-in-time",
        partial(accepted, slug="resident-lin", invented=10, is_late=False),
    ),
    ("second-check-late", partial(accepted, slug="resident-jin", invented=11, is_late=True)),
    (
        "number-without-flag-refused",
        partial(number_refused, invented=230, reason="not_flagged"),
    ),
    (
        "number-not-registered-refused",
        partial(number_refused, invented=113, reason="incomplete"),
    ),
    (
        "somebody-elses-flagged-number-refused",
        partial(person_refused, slug="resident-tong", invented=260),
    ),
    (
        "other-name-second-check-refused",
        partial(person_refused, slug="resident-other-name", invented=270),
    ),
    (
        "different-face-second-check-refused",
        partial(
            person_refused,
            slug="resident-jin",
            invented=250,
            face="resident-deang",
            alarm="FACE_DIFFERENT",
        ),
    ),
    *gates_of(
        At(
            partial(_begun, invented=250),
            "resident-jin",
            ("case.form_second_real_person_check",),
            is_agents=False,
        ),
        "second-check",
    ),
    (
        "second-check-needs-the-network",
        partial(needs_network, flow=_FLOW, picture="second-check-offline"),
    ),
)
AT_AN_AGENTS: tuple[tuple[str, Step], ...] = (("second-check-not-offered", not_offered),)
