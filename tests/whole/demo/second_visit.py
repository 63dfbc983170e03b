"""待到店 of a re-registration: captured without the gateway, asked for once more with the slip."""

from __future__ import annotations

from functools import partial

from pos_client.domain.flows import AWAIT_RE_REGISTRATION
from pos_client.domain.outcome import Outcome
from tests.whole.demo.about_numbers import codes_need_network, refused_at_verification
from tests.whole.demo.day import Day, Step
from tests.whole.demo.gates import At, gates_of, other_face
from tests.whole.demo.re_registration import captured, to_the_end
from tests.whole.demo.returning import delivered_to_wait, show_the_slip, slip_on_the_screen
from tests.whole.demo.reviews import fetch_configuration

__all__ = ["STEPS"]

_FLOW = AWAIT_RE_REGISTRATION.name
_GOES_ON = ("case.form", "case.seal")


def captured_to_return(day: Day, slug: str, invented: int) -> None:
    """The carrier wants its customers back; the slip says until when."""
    day.stage.services.tell_gateway("completion CUSTOMER_RETURNS")
    fetch_configuration(day)
    day.awaiting[slug] = captured(day, slug, invented)
    day.slips[slug] = slip_on_the_screen(day)
    day.next_customer()
    delivered_to_wait(day, (slug,))


def stranger_refused(day: Day, whose: str, slug: str) -> None:
    """Nobody else's card completes it, and the slip is as good as before."""
    show_the_slip(day, whose, _FLOW)
    refused_at_verification(day, slug, *_GOES_ON)
    day.expected_alarms.append("IDENTITY_MISMATCH")
    day.next_customer()


def returned(day: Day, slug: str) -> None:
    """Card and photo are taken afresh; the number gets its person now."""
    show_the_slip(day, slug, _FLOW)
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
        partial(captured_to_return, slug="resident-ma", invented=103),
    ),
    (
        "another-customer-re-registers-nothing",
        partial(stranger_refused, whose="resident-ma", slug="resident-jin"),
    ),
    *gates_of(
        At(partial(show_the_slip, slug="resident-ma", flow=_FLOW), "resident-ma", _GOES_ON),
        "second-visit",
        other_face,
    ),
    (
        "re-registration-slip-needs-the-network",
        partial(codes_need_network, slips={_FLOW: "resident-ma"}, picture="second-visit-offline"),
    ),
    ("re-registration-returned", partial(returned, slug="resident-ma")),
)
