"""A unit's day in an own hall: whoever acts for it, whoever uses its numbers, and who answers for
the cards of its devices; each of them at every gate."""

from __future__ import annotations

from functools import partial

from pos_client.domain.flows import (
    UNIT_ACTIVATION,
    UNIT_INDUSTRY_SIM,
    UNIT_REGISTRATION,
    UNIT_USER,
    UNIT_USER_LATER,
)
from tests.whole.demo import units
from tests.whole.demo.about_numbers import (
    ASKS_CARD,
    all_words,
    codes_need_network,
    drop,
    needs_network,
)
from tests.whole.demo.clerk import ScreenWrong
from tests.whole.demo.day import Day, Step
from tests.whole.demo.gates import (
    At,
    at_risk,
    full_quota,
    gates_of,
    in_order,
    not_in_the_register,
    other_face,
)
from ui import i18n

__all__ = ["AT_AN_AGENTS", "STEPS"]

_FLOW, _INDUSTRY = UNIT_REGISTRATION.name, UNIT_INDUSTRY_SIM.name
_ENDED = "case.refused_headline"
_FOR_VEHICLES = "F10"
_VEHICLES = 1


def _leave(day: Day, nth: int, count: int = units.COUNT, flow: str = UNIT_USER.name) -> None:
    """Back to the order, which asks for the same place again."""
    day.stage.hands.press("enter")
    units.asks_user(day, nth, count=count, flow=flow)


def _give_up(day: Day, nth: int, count: int = units.COUNT, flow: str = UNIT_USER.name) -> None:
    drop(day)
    units.asks_user(day, nth, count=count, flow=flow)


def _laid(day: Day, at: At) -> str:
    """The card is all there is of somebody who is not here."""
    came = day.clerk.lay_for_the_page(day.person(at.slug), *at.goes_on, _ENDED)
    day.clerk.lift()
    return came


def not_offered(day: Day) -> None:
    """No key of an agent's counter begins it."""
    day.clerk.await_words("headline", *ASKS_CARD)
    if i18n.text(f"subject.flow_{_FLOW}") in all_words(day):
        raise ScreenWrong("an agent offers what own halls do")


_AGENT = At(
    partial(units.asked_for, credit_code=units.KNOWN, count=units.COUNT, known=units.NAMED),
    units.AGENT,
    ("documents.choose",),
    is_agents=False,
)
_SECOND_USER = At(
    partial(units.asks_user, nth=2),
    "resident-tong",
    ("case.choose_number",),
    is_agents=False,
    leave=partial(_leave, nth=2),
    give_up=partial(_give_up, nth=2),
)
_NOT_HERE = At(
    partial(units.asks_later, nth=2),
    "resident-jin",
    ("case.choose_number",),
    to_answer=_laid,
    leave=partial(_leave, nth=2),
)
_HOLDER = At(
    partial(units.asks_for_holder, whose="resident-jin"),
    "resident-jin",
    ("case.form",),
    is_agents=False,
)
_RESPONSIBLE = At(
    partial(units.asks_user, nth=1, count=_VEHICLES, flow=_INDUSTRY),
    "resident-wang",
    ("case.choose_number",),
    is_agents=False,
    leave=partial(_leave, nth=1, count=_VEHICLES, flow=_INDUSTRY),
    give_up=partial(_give_up, nth=1, count=_VEHICLES, flow=_INDUSTRY),
)

_REGISTERS: tuple[tuple[str, Step], ...] = (
    ("unit-revoked", partial(units.unit_refused, credit_code="91350100MA00DEM02U", why="revoked")),
    ("unit-unknown", partial(units.unit_refused, credit_code="91350100MA00DEM042", why="unknown")),
    (
        "unit-name-different",
        partial(units.unit_refused, credit_code="91350100MA00DEM03Y", why="name"),
    ),
    ("unit-miskeyed", partial(units.unit_refused, credit_code="91350100MA00DEM00N", why="check")),
    ("unit-field-refuses-an-identity", units.identity_typed),
    ("handling-agent-refused", partial(units.agent_refused, slug="resident-other-name")),
    *gates_of(_AGENT, "handling-agent", other_face),
)
_USERS: tuple[tuple[str, Step], ...] = (
    ("unit-order-opened", partial(units.order_opened, slip="order")),
    ("unit-first-user", partial(units.user_accepted, slug="resident-wang", nth=1)),
    ("unit-user-refused", partial(units.user_refused, slug="resident-unknown", nth=2)),
    *gates_of(_SECOND_USER, "unit-user", full_quota, other_face),
    ("unit-paused-killed-resumed", units.paused_killed_resumed),
    *in_order(_NOT_HERE, "unit-user-not-here", at_risk, not_in_the_register, full_quota),
    ("unit-user-not-here", partial(units.kept_for_later, slug="resident-jin", nth=2)),
    ("unit-last-user", partial(units.user_accepted, slug="resident-tong", nth=3)),
    (
        "unit-order-full",
        partial(units.order_full, slug="resident-ma", flows=(UNIT_USER.name, UNIT_USER_LATER.name)),
    ),
)
_ACTIVATION: tuple[tuple[str, Step], ...] = (
    (
        "nobody-elses-card-activates",
        partial(units.stranger_at_activation, whose="resident-jin", slug="resident-ma"),
    ),
    *gates_of(_HOLDER, "activation", other_face),
    ("activated-by-the-user", partial(units.activated, slug="resident-jin")),
)
_CARDS_OF_DEVICES: tuple[tuple[str, Step], ...] = (
    (
        "industry-order-opened",
        partial(
            units.order_opened, slip="vehicles", count=_VEHICLES, use=_FOR_VEHICLES, flow=_INDUSTRY
        ),
    ),
    *gates_of(_RESPONSIBLE, "responsible-person", not_in_the_register, other_face),
    (
        "industry-card-accepted",
        partial(units.user_accepted, slug="resident-wang", nth=1, count=_VEHICLES, flow=_INDUSTRY),
    ),
    (
        "industry-order-full",
        partial(units.order_full, slug="resident-ma", flows=(_INDUSTRY,)),
    ),
)
_SLIPS = {
    UNIT_USER.name: "order",
    UNIT_USER_LATER.name: "order",
    _INDUSTRY: "vehicles",
    UNIT_ACTIVATION.name: "resident-jin",
}

STEPS: tuple[tuple[str, Step], ...] = (
    *_REGISTERS,
    *_USERS,
    *_ACTIVATION,
    *_CARDS_OF_DEVICES,
    ("new-unit-reviewed", units.new_unit_reviewed),
    ("units-need-the-network", partial(needs_network, flow=_FLOW, picture="unit-offline")),
    (
        "orders-need-the-network",
        partial(codes_need_network, slips=_SLIPS, picture="unit-order-offline"),
    ),
)
AT_AN_AGENTS: tuple[tuple[str, Step], ...] = (("units-not-offered", not_offered),)
