"""过户 in an own hall: the number, whoever has it, whoever gets it, and both on one agreement."""

from __future__ import annotations

from functools import partial

from pos_client.domain.flow import PartyRole
from pos_client.domain.flows import TRANSFER
from pos_client.domain.outcome import Outcome
from tests.whole.demo.about_numbers import (
    ASKS_CARD,
    all_words,
    by_hand,
    give_up,
    needs_network,
    refused_at_verification,
    shows_number,
    troubled,
)
from tests.whole.demo.clerk import ScreenWrong
from tests.whole.demo.day import OUTCOMES, Day, Step
from tests.whole.demo.gates import At, gates_of, not_in_the_register
from ui import i18n

__all__ = ["AT_AN_AGENTS", "STEPS"]

_FLOW = TRANSFER.name
_SIGN = "case.form_transfer"


def accepted(day: Day, gives: str, takes: str, invented: int) -> None:
    """Both are read, photographed and judged, both sign; then the number is the other's."""
    _given(day, gives, invented)
    day.shoot(f"transfer-asks-{takes}")
    day.note_read(day.walk.to_the_photo(day.person(takes)))
    _photographed(day, takes, _SIGN)
    _signed(day, PartyRole.PRESENT_OWNER, seals=False)
    day.shoot("transfer-one-has-signed")
    _signed(day, PartyRole.OWNER, seals=True)
    sequence = day.walk.saved()
    said = day.clerk.await_words("outcome", f"case.{Outcome.ACCEPTED.value}")
    day.acknowledged[sequence] = OUTCOMES.get(said)
    day.shoot(f"transferred-to-{takes}")
    if i18n.text("subject.handed_over") not in all_words(day):
        raise ScreenWrong("nobody was told in whose name the number is now")
    day.next_customer()


def gives_it_no_more(day: Day, gives: str, invented: int) -> None:
    """Whoever gave it away has it no more."""
    _asked(day, invented)
    refused_at_verification(day, gives, *ASKS_CARD)
    if i18n.text("advice.transfer_transfer") not in all_words(day):
        raise ScreenWrong("nobody was told who has to come")
    day.next_customer()


def present_owner_refused(
    day: Day, slug: str, invented: int, *, face: str = "card", alarm: str = ""
) -> None:
    """Whoever wants to give it away is not its owner, or the register or the face says no."""
    _asked(day, invented)
    _refused(day, slug, face, alarm, ASKS_CARD)


def new_owner_refused(
    day: Day, gives: str, slug: str, invented: int, *, face: str = "card", alarm: str = ""
) -> None:
    """The number stays where it is: whoever should get it has too many, or is somebody else."""
    _given(day, gives, invented)
    _refused(day, slug, face, alarm, (_SIGN,))


def same_person_twice(day: Day, slug: str, invented: int) -> None:
    """The same card for both: it is not taken, and another one still may be laid."""
    _given(day, slug, invented)
    entered = len(day.stage.services.ledger()["registrations"])
    day.stage.services.reader.lay(slug)
    troubled(day, "troubles.B-619.happened")
    day.shoot("transfer-to-oneself")
    if day.clerk.scene.says(day.person(slug).fields.id_number):
        raise ScreenWrong("whoever gives it away is shown as whoever gets it")
    day.clerk.lift()
    give_up(day)
    if len(day.stage.services.ledger()["registrations"]) != entered:
        raise ScreenWrong("something reached the gateway")


def incomplete_number_refused(day: Day) -> None:
    """It has to be re-registered first, and no card is asked for."""
    by_hand(day, _FLOW, 112)
    troubled(day, "troubles.look_up_incomplete")
    day.shoot("incomplete-number-goes-nowhere")
    give_up(day)


def not_offered(day: Day) -> None:
    """No key of an agent's counter begins it."""
    day.clerk.await_words("headline", *ASKS_CARD)
    if i18n.text(f"subject.flow_{_FLOW}") in all_words(day):
        raise ScreenWrong("an agent offers what own halls do")


def _asked(day: Day, invented: int) -> None:
    """From the number to the card of whoever has it."""
    by_hand(day, _FLOW, invented)
    _asks_card_of(day, PartyRole.PRESENT_OWNER)
    shows_number(day, invented)


def _given(day: Day, slug: str, invented: int) -> None:
    """From the number to the card of whoever gets it."""
    _asked(day, invented)
    day.note_read(day.walk.to_the_photo(day.person(slug)))
    _photographed(day, slug, *ASKS_CARD)
    _asks_card_of(day, PartyRole.OWNER)


def _asks_card_of(day: Day, role: PartyRole) -> None:
    day.clerk.await_words("headline", f"case.role_{role.value}")
    day.clerk.await_words("headline", *ASKS_CARD)


def _photographed(day: Day, slug: str, *goes_on: str) -> None:
    if day.walk.photo(*goes_on, "case.refused_headline") == "case.refused_headline":
        raise ScreenWrong(f"{slug} was refused")


def _refused(day: Day, slug: str, face: str, alarm: str, goes_on: tuple[str, ...]) -> None:
    day.stage.services.reader.stand(face, "everyday")
    refused_at_verification(day, slug, *goes_on)
    day.stage.services.reader.stand("card")
    if i18n.text("case.ended_safe_transfer") not in all_words(day):
        raise ScreenWrong("nobody was told with whom the number stays")
    if alarm:
        day.expected_alarms.append(alarm)
    day.next_customer()


def _signed(day: Day, role: PartyRole, *, seals: bool) -> None:
    """One of the two signs, and one key takes it; the last one seals as well."""
    day.clerk.await_words("headline", f"case.role_{role.value}")
    day.clerk.await_words("headline", _SIGN)
    day.walk.sign("formPad")
    day.clerk.await_words("primaryAction", "case.go_on_form_seals" if seals else "case.go_on_form")
    day.stage.hands.press("enter")


STEPS: tuple[tuple[str, Step], ...] = (
    (
        "transfer-accepted",
        partial(accepted, gives="resident-lin", takes="resident-jin", invented=7),
    ),
    (
        "given-away-and-not-had-any-more",
        partial(gives_it_no_more, gives="resident-lin", invented=7),
    ),
    (
        "transfer-to-another-kind-of-card",
        partial(accepted, gives="resident-ma", takes="hmt-ho", invented=9),
    ),
    (
        "somebody-elses-number-not-given",
        partial(present_owner_refused, slug="resident-tong", invented=200),
    ),
    (
        "other-name-gives-nothing",
        partial(present_owner_refused, slug="resident-other-name", invented=240),
    ),
    (
        "different-face-gives-nothing",
        partial(
            present_owner_refused,
            slug="hmt-ho",
            invented=220,
            face="resident-deang",
            alarm="FACE_DIFFERENT",
        ),
    ),
    (
        "suspended-number-not-given",
        partial(present_owner_refused, slug="resident-ma", invented=12),
    ),
    ("same-person-twice", partial(same_person_twice, slug="resident-tong", invented=230)),
    (
        "full-quota-gets-no-number",
        partial(new_owner_refused, gives="hmt-ho", slug="resident-quota", invented=221),
    ),
    (
        "different-face-gets-no-number",
        partial(
            new_owner_refused,
            gives="hmt-ho",
            slug="resident-lin",
            invented=222,
            face="resident-deang",
            alarm="FACE_DIFFERENT",
        ),
    ),
    *gates_of(
        At(partial(_asked, invented=220), "hmt-ho", ASKS_CARD, is_agents=False),
        "transfer-of-whoever-gives",
    ),
    *gates_of(
        At(
            partial(_given, slug="hmt-ho", invented=222),
            "resident-lin",
            (_SIGN,),
            is_agents=False,
        ),
        "transfer-to-whoever-gets",
        not_in_the_register,
    ),
    ("incomplete-number-goes-nowhere", incomplete_number_refused),
    (
        "transfer-needs-the-network",
        partial(needs_network, flow=_FLOW, picture="transfer-offline"),
    ),
)
AT_AN_AGENTS: tuple[tuple[str, Step], ...] = (("transfer-not-offered", not_offered),)
