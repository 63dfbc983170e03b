"""Units and their orders (单位/行业用户): the calls about them, and their members of sealed bodies.

A unit's credit code names nobody; what an order tells of its users is in masks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Annotated, Any
from uuid import UUID

from pos_client.domain.unit import MOST_IN_ORDER, Unit, UnitAsked, UnitUse
from pos_client.domain.unit_credit_code import is_credit_code
from pos_client.domain.unit_order import (
    OrderCode,
    OrderLine,
    OrderLineState,
    OrderState,
    UnitOrder,
)
from pos_client.protocol.form import has_form, own_id
from pos_client.protocol.message import Length, Message, Moment, NoIdNumber, OwnId, Pattern, Range
from pos_client.protocol.parts import BodyRefused

__all__ = [
    "CreditCode",
    "OrderLineJson",
    "UnitAnswer",
    "UnitOrderAnswer",
    "UnitOrderRequest",
    "UnitOrderStateRequest",
    "UnitRequest",
    "order_in",
    "pack_units",
    "unit_from",
    "unit_in",
    "unit_order_from",
    "unit_order_json",
]

_CREDIT_CODE = "^[0-9A-HJ-NP-RTUWXY]{18}$"
_TOKEN = "^[A-Z2-7]{24}$"  # noqa: S105 - how one looks
_CODE = "^([A-Z][A-Z0-9_]{0,63})?$"
CreditCode = Annotated[str, Pattern(_CREDIT_CODE), NoIdNumber()]
"""A unit's code, by its form; whether its check character is right is another question."""
_UNIT_FORM = {"credit_code": str, "use": str, "count": int, "order_token": str}
_ORDER_FORM = {"order_id": str, "token": str}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRequest(Message):
    """Which unit has this credit code, in a mask?"""

    unit_credit_code: CreditCode


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAnswer(Message):
    """`masked_name` is empty for a unit that the carrier has no record of; `may_have` is how many
    numbers one order of it may ask for now."""

    unit_credit_code: CreditCode
    masked_name: Annotated[str, Length(most=80), NoIdNumber()] = ""
    may_have: Annotated[int, Range(0, MOST_IN_ORDER)] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitOrderRequest(Message):
    """How does this order stand? With the page of its users before `before`; 0 is the newest."""

    order_id: Annotated[UUID, OwnId()]
    token: Annotated[str, Pattern(_TOKEN)] = field(repr=False)
    before: Annotated[int, Range(0, 10**9)] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitOrderStateRequest(Message):
    """Let this order rest, go on, or end; what is closed stays so."""

    order_id: Annotated[UUID, OwnId()]
    token: Annotated[str, Pattern(_TOKEN)] = field(repr=False)
    state: OrderState


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLineJson(Message):
    """One user, in masks."""

    place: Annotated[int, Range(1, 10**9)]
    state: OrderLineState
    masked_name: Annotated[str, Length(most=40)] = ""
    masked_phone_number: Annotated[str, Pattern(r"^(1[3-9][0-9]\*{4}[0-9]{4})?$")] = ""
    code: Annotated[str, Pattern(_CODE)] = ""
    at: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitOrderAnswer(Message):
    """The order, what has become of its users, and a page of them, the newest first."""

    masked_name: Annotated[str, Length(most=80), NoIdNumber()]
    use: UnitUse
    count: Annotated[int, Range(1, MOST_IN_ORDER)]
    state: OrderState
    accepted: Annotated[int, Range(0, MOST_IN_ORDER)] = 0
    under_review: Annotated[int, Range(0, MOST_IN_ORDER)] = 0
    awaiting: Annotated[int, Range(0, MOST_IN_ORDER)] = 0
    refused: Annotated[int, Range(0, 10**6)] = 0
    lines: Annotated[tuple[OrderLineJson, ...], Length(most=50)] = ()
    has_older: bool = False


def unit_from(answer: UnitAnswer) -> Unit:
    """What the client makes of it."""
    return Unit(answer.unit_credit_code, answer.masked_name, answer.may_have)


def unit_order_json(order: UnitOrder) -> UnitOrderAnswer:
    """What the gateway answers."""
    return UnitOrderAnswer(
        masked_name=order.masked_name,
        use=order.use,
        count=order.count,
        state=order.state,
        accepted=order.accepted,
        under_review=order.under_review,
        awaiting=order.awaiting,
        refused=order.refused,
        lines=tuple(
            OrderLineJson(
                place=each.place,
                state=each.state,
                masked_name=each.masked_name,
                masked_phone_number=each.masked_phone_number,
                code=each.code,
                at=each.at,
            )
            for each in order.lines
        ),
        has_older=order.has_older,
    )


def unit_order_from(answer: UnitOrderAnswer) -> UnitOrder:
    """What the client makes of it."""
    return UnitOrder(
        masked_name=answer.masked_name,
        use=answer.use,
        count=answer.count,
        state=answer.state,
        accepted=answer.accepted,
        under_review=answer.under_review,
        awaiting=answer.awaiting,
        refused=answer.refused,
        lines=tuple(
            OrderLine(
                each.place,
                each.state,
                each.masked_name,
                each.masked_phone_number,
                each.code,
                each.at,
            )
            for each in answer.lines
        ),
        has_older=answer.has_older,
    )


def pack_units(
    asked: UnitAsked | None, order_token: str, order: OrderCode | None
) -> dict[str, Any]:
    """Write the unit and what it asks for, or which order a number is of, where there is one.

    The token is empty where nothing is sealed yet.
    """
    said: dict[str, Any] = {}
    if asked is not None:
        said["unit"] = {
            "credit_code": asked.unit.credit_code,
            "use": asked.use.value,
            "count": asked.count,
            "order_token": order_token,
        }
    if order is not None:
        said["unit_order"] = {"order_id": str(order.order_id), "token": order.token}
    return said


def unit_in(plain: dict[str, Any]) -> tuple[UnitAsked | None, str]:
    """Take the member out and read it; what the gateway had said of the unit stands nowhere.

    Raises:
        BodyRefused: it has another form.
    """
    said = plain.pop("unit", None)
    return (None, "") if said is None else _unit(said)


def order_in(plain: dict[str, Any]) -> OrderCode | None:
    """Take the member out and read it; raises BodyRefused for another form."""
    said = plain.pop("unit_order", None)
    return None if said is None else _order(said)


def _unit(plain: object) -> tuple[UnitAsked, str]:
    if not isinstance(plain, dict) or not has_form(plain, _UNIT_FORM):
        raise BodyRefused("unit: form")
    token = plain["order_token"]
    try:
        asked = UnitAsked(Unit(plain["credit_code"]), UnitUse(plain["use"]), plain["count"])
    except ValueError:
        raise BodyRefused("unit: use") from None
    if not is_credit_code(asked.unit.credit_code) or not asked.is_sound:
        raise BodyRefused("unit: form")
    if token and re.fullmatch(_TOKEN, token) is None:
        raise BodyRefused("unit: token")
    return asked, token


def _order(plain: object) -> OrderCode:
    if not isinstance(plain, dict) or not has_form(plain, _ORDER_FORM):
        raise BodyRefused("unit_order: form")
    if re.fullmatch(_TOKEN, plain["token"]) is None:
        raise BodyRefused("unit_order: token")
    try:
        return OrderCode(own_id(plain["order_id"]), plain["token"])
    except ValueError:
        raise BodyRefused("unit_order: id") from None
