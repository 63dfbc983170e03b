"""The unit that a case is about, and the page of its order."""

from __future__ import annotations

from dataclasses import dataclass

from pos_client.application.commands import StepBack
from pos_client.application.state import CaseState, CounterState
from pos_client.application.step_state import UnitOrderState
from pos_client.application.unit_commands import MarkNextUser, SetOrderState, ShowOrderPage
from pos_client.domain.flows import FLOWS
from pos_client.domain.unit import Unit, UnitUse
from pos_client.domain.unit_order import OrderLine, OrderLineState, OrderState, UnitOrder
from ui.i18n.message import Message, message
from ui.presenters.action import Action
from ui.presenters.ending import Saved, present_saved
from ui.presenters.glance import Glance
from ui.presenters.keys import Key
from ui.presenters.moments import day_and_time
from ui.presenters.reader_words import hindrance_of
from ui.presenters.subject import SubjectCard
from ui.presenters.verdicts import reason_of
from ui.theme.tokens import Tone

__all__ = [
    "USE_KEYS",
    "OrderRow",
    "UnitOrderScreen",
    "UnitPanel",
    "UseLine",
    "present_order_card",
    "present_unit",
    "present_unit_order",
    "unit_question",
]

USE_KEYS = ("F9", "F10", "F11", "F12")
_TONES = {
    OrderLineState.ACCEPTED: Tone.GOOD,
    OrderLineState.UNDER_REVIEW: Tone.WAITING,
    OrderLineState.AWAITING_CUSTOMER: Tone.WAITING,
    OrderLineState.AT_COUNTER: Tone.QUIET,
    OrderLineState.REFUSED: Tone.BAD,
    OrderLineState.REJECTED: Tone.BAD,
}
_WITH_REASON = (OrderLineState.REFUSED, OrderLineState.REJECTED, OrderLineState.UNDER_REVIEW)


@dataclass(frozen=True, slots=True)
class UseLine:
    """What numbers may be for, what they can do then, and the key that chooses it."""

    key: str
    use: UnitUse
    label: Message
    profile: Message


@dataclass(frozen=True, slots=True)
class UnitPanel:
    """A credit code is asked for; once the unit is known, what it asks for as well.

    Attributes:
        unit: its code and mask, or that it is new; None before it was looked up.
        may_have: how many numbers it may ask for now.
    """

    unit: Message | None
    code: str
    may_have: int
    uses: tuple[UseLine, ...]
    is_asking: bool


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One user of an order as words: place, time, name, number, state, reason."""

    place: int
    cells: tuple[Message | str, ...]
    tone: Tone


@dataclass(frozen=True, slots=True)
class UnitOrderScreen:
    """`done_percent` is of the numbers that have a user; `tone` colours the question."""

    headline: Message
    subline: Message
    tone: Tone
    unit: str
    figures: Message
    rest: Message
    done_percent: int
    rows: tuple[OrderRow, ...]
    last: Saved | None
    back: Action
    pause: Action
    later: Action | None
    close: Action | None
    older: Action
    newer: Action


def present_unit(case: CaseState) -> UnitPanel | None:
    """None where the step asks for no unit."""
    asked = case.unit
    if asked is None:
        return None
    unit = asked.unit
    return UnitPanel(
        unit=_named(unit) if unit is not None else None,
        code=unit.credit_code if unit is not None else "",
        may_have=unit.may_have if unit is not None else 0,
        uses=tuple(_uses()),
        is_asking=asked.is_asking,
    )


def unit_question(case: CaseState) -> tuple[str, str]:
    """What the page asks, which unit or what for, and what its key says."""
    is_known = case.unit is not None and case.unit.unit is not None
    return ("case.unit_known" if is_known else "case.unit"), (
        "case.go_on_unit_known" if is_known else "case.go_on_unit"
    )


def _named(unit: Unit) -> Message:
    if not unit.is_known:
        return message("units.new_unit", code=unit.credit_code)
    return message("units.known_unit", name=unit.masked_name, code=unit.credit_code)


def _uses() -> list[UseLine]:
    return [
        UseLine(
            key,
            use,
            message(f"units.use_{use.value}"),
            message(f"units.profile_{use.profile.value}"),
        )
        for key, use in zip(USE_KEYS, UnitUse, strict=True)
    ]


def present_order_card(case: CaseState, state: CounterState) -> SubjectCard | None:
    """The card at the side of a user's case: whose order, and how far it is."""
    if not FLOWS[case.flow].is_of_order or state.unit_order is None:
        return None
    order = state.unit_order.order
    if order is None:
        return None
    use = message(f"units.use_{order.use.value}")
    can = message(f"units.can_{order.use.profile.value}")
    return SubjectCard(
        message("units.side", name=order.masked_name),
        f"{order.taken} / {order.count}",
        use,
        Tone.PLAIN,
        (can,),
    )


def present_unit_order(
    asked: UnitOrderState, state: CounterState, glance: Glance
) -> UnitOrderScreen | None:
    """The page between two users; None while the gateway has not said what the order is."""
    order = asked.order
    if order is None:
        return None
    headline, subline, tone = _question(order, asked, state)
    is_open, is_paused = order.state is OrderState.OPEN, order.state is OrderState.PAUSED
    is_free = not asked.is_asking
    turned = OrderState.PAUSED if is_open else OrderState.OPEN
    may_turn = is_free and (is_open or is_paused)
    may_be_later = is_open and order.left > 0 and not order.use.is_industry
    is_later = asked.is_next_later
    return UnitOrderScreen(
        headline=headline,
        subline=subline,
        tone=tone,
        unit=order.masked_name,
        figures=message("units.progress", taken=order.taken, count=order.count),
        rest=message(
            "units.rest",
            accepted=order.accepted,
            review=order.under_review,
            awaiting=order.awaiting,
            refused=order.refused,
        ),
        done_percent=round(100 * order.taken / order.count),
        rows=tuple(_row(line, glance) for line in order.lines),
        last=present_saved(state, glance),
        back=Action(message("units.leave"), Key.BACK, StepBack()),
        pause=Action(
            message("units.resume" if is_paused else "units.pause"),
            Key.REFUSE,
            SetOrderState(turned) if may_turn else None,
        ),
        later=Action(
            message("units.here" if is_later else "units.later"),
            Key.TEST,
            MarkNextUser(is_later=not is_later) if is_free else None,
        )
        if may_be_later
        else None,
        close=Action(
            message("units.close"),
            Key.CENTRE,
            SetOrderState(OrderState.CLOSED) if is_free else None,
        )
        if is_paused
        else None,
        older=Action(
            message("units.older"),
            Key.GO_ON,
            ShowOrderPage(is_older=True) if is_free and order.has_older else None,
        ),
        newer=Action(
            message("units.newest"), Key.GO_ON, ShowOrderPage(is_older=False) if is_free else None
        ),
    )


def _question(
    order: UnitOrder, asked: UnitOrderState, state: CounterState
) -> tuple[Message, Message, Tone]:
    """What a card would do now, or why none would be taken."""
    if not order.left:
        return message("units.full"), message("units.full_safe"), Tone.GOOD
    if order.state is OrderState.CLOSED:
        return message("units.closed"), message("units.closed_safe"), Tone.QUIET
    if order.state is OrderState.PAUSED:
        return message("units.paused"), message("units.paused_safe"), Tone.WAITING
    hindrance = hindrance_of(state)
    if hindrance is not None:
        key, subline = hindrance
        return message(key), subline, Tone.QUIET
    kind = "industry" if order.use.is_industry else "later" if asked.is_next_later else "user"
    nth = order.taken + 1
    headline = message(f"units.next_{kind}", nth=nth, count=order.count)
    return headline, message(f"units.next_{kind}_safe"), Tone.INFO


def _row(line: OrderLine, glance: Glance) -> OrderRow:
    has_reason = line.state in _WITH_REASON and line.code
    return OrderRow(
        line.place,
        (
            day_and_time(line.at, glance.now),
            line.masked_name,
            line.masked_phone_number,
            message(f"units.line_{line.state.value}"),
            reason_of(line.code).why if has_reason else "",
        ),
        _TONES[line.state],
    )
