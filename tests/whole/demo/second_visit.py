"""待到店 of a re-registration: captured without the gateway, asked for once more with the slip."""

from __future__ import annotations

from functools import partial

from pos_client.domain.flows import AWAIT_RE_REGISTRATION
from pos_client.domain.outcome import Outcome
from pos_client.sandbox.invented_subscribers import iccid_in_use
from tests.whole.demo.about_numbers import ASKS_CARD, codes_need_network, refused_at_verification
from tests.whole.demo.day import Day, Step
from tests.whole.demo.gates import At, gates_of, other_face
from tests.whole.demo.re_registration import captured, to_the_end
from tests.whole.demo.returning import delivered_to_wait, slip_on_the_screen
from tests.whole.demo.reviews import fetch_configuration

__all__ = ["STEPS"]

_FLOW = AWAIT_RE_REGISTRATION.name
_WHO, _NUMBER = "resident-ma", 103
_GOES_ON = ("case.form", "case.seal")


def captured_to_return(day: Day, slug: str, invented: int) -> None:
    """The carrier wants its customers back; the slip says until when."""
    day.stage.services.tell_gateway("completion CUSTOMER_RETURNS")
    fetch_configuration(day)
    day.awaiting[slug] = captured(day, slug, invented)
    day.slips[slug] = slip_on_the_screen(day)
    day.next_customer()
    delivered_to_wait(day, (slug,))


def asked_again(day: Day, slug: str, invented: int) -> None:
    """The slip, and the SIM in use once more: number and proof are the customer's to bring."""
    day.stage.hands.scan(day.slips[slug])
    day.clerk.await_words("headline", "subject.look_up")
    day.flow = _FLOW
    day.clerk.pause()
    day.stage.hands.scan(iccid_in_use(invented))
    day.clerk.await_words("headline", *ASKS_CARD)
    day.clerk.pause()


def stranger_refused(day: Day, whose: str, slug: str, invented: int) -> None:
    """Nobody else's card completes it, and the slip is as good as before."""
    asked_again(day, whose, invented)
    refused_at_verification(day, slug, *_GOES_ON)
    day.expected_alarms.append("IDENTITY_MISMATCH")
    day.next_customer()


def returned(day: Day, slug: str, invented: int) -> None:
    """Card and photo are taken afresh; the number gets its person now."""
    asked_again(day, slug, invented)
    to_the_end(day, slug, Outcome.ACCEPTED)
    day.report.totals.returned += 1
    day.acknowledged[day.awaiting[slug]] = Outcome.ACCEPTED
    day.shoot("re-registration-returned")
    day.next_customer()
    day.stage.services.tell_gateway("completion GATEWAY_COMPLETES")
    fetch_configuration(day)


STEPS: tuple[tuple[str, Step], ...] = (
    (
        "re-registration-to-return",
        partial(captured_to_return, slug=_WHO, invented=_NUMBER),
    ),
    (
        "another-customer-re-registers-nothing",
        partial(stranger_refused, whose=_WHO, slug="resident-jin", invented=_NUMBER),
    ),
    *gates_of(
        At(partial(asked_again, slug=_WHO, invented=_NUMBER), _WHO, _GOES_ON),
        "second-visit",
        other_face,
    ),
    (
        "re-registration-slip-needs-the-network",
        partial(codes_need_network, slips={_FLOW: _WHO}, picture="second-visit-offline"),
    ),
    ("re-registration-returned", partial(returned, slug=_WHO, invented=_NUMBER)),
)
