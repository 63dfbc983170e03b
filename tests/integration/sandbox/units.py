"""A unit, its order and its users, as a clerk of an own hall would gather them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx

from pos_client.domain.slip_code import new_token
from pos_client.domain.subject import Subject
from pos_client.domain.unit import Unit, UnitAsked, UnitUse
from pos_client.domain.unit_order import OrderCode, OrderState
from pos_client.protocol.api import Paths
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.conftest import DECK
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.returning import Completing
from tests.integration.sandbox.walks import codes_of

__all__ = [
    "AGENT",
    "KNOWN",
    "NEW",
    "OF_AGENT",
    "OF_LATER",
    "OF_USER",
    "ask_order",
    "asking",
    "coming",
    "open_order",
    "register_unit",
    "set_order",
    "user",
]

KNOWN, NEW = "91350100MA00DEM00M", "91350100MA00DEM01Q"
AGENT = "resident-lin"
OF_AGENT = ["ID_MATCH", "FACE_SAME", "UNIT_CONFIRMED"]
OF_USER = ["ID_MATCH", "FACE_SAME", "QUOTA_OK", "UNIT_ORDER_OPEN"]
OF_LATER = ["ID_MATCH", "QUOTA_OK", "UNIT_ORDER_OPEN"]


def asking(
    device: TestDevice,
    credit_code: str = KNOWN,
    count: int = 3,
    use: UnitUse = UnitUse.STAFF,
    agent: str = AGENT,
) -> CaseAtHand:
    """A unit's handling agent, read and about to be judged."""
    case = device.open_case()
    case.flow, case.order_token = "unit_registration", new_token()
    case.unit = UnitAsked(Unit(credit_code), use, count)
    device.read(case, DECK[agent].card())
    return case


def register_unit(device: TestDevice, case: CaseAtHand) -> tuple[dict[str, Any], OrderCode]:
    """Seal and deliver it; return the receipt, and the code of its order."""
    receipt = device.receipt(device.register(device.registration(case)))
    return receipt, OrderCode(UUID(receipt["registration_id"]), case.order_token)


def open_order(device: TestDevice, count: int = 3, use: UnitUse = UnitUse.STAFF) -> OrderCode:
    """An order that takes users."""
    case = asking(device, count=count, use=use)
    assert codes_of(device, case) == OF_AGENT
    receipt, code = register_unit(device, case)
    assert receipt["outcome"] == "ACCEPTED", receipt
    return code


def user(
    device: TestDevice, order: OrderCode | None, person: str, flow: str = "unit_user"
) -> CaseAtHand:
    """Somebody of an order, read."""
    case = device.open_case()
    case.flow, case.unit_order = flow, order
    if flow == "unit_user_later":
        case.return_token = new_token()
    device.read(case, DECK[person].card())
    return case


def coming(device: TestDevice, slip: Completing, person: str) -> CaseAtHand:
    """Whoever comes for the number that was kept, read."""
    answer = device.open_return(slip).json()
    case = device.returning_case(slip)
    case.subject = Subject(answer["phone_number"])
    device.read(case, DECK[person].card())
    return case


def ask_order(device: TestDevice, code: OrderCode, before: int = 0) -> httpx.Response:
    asked = {"order_id": str(code.order_id), "token": code.token, "before": before}
    return device.call("POST", Paths.UNIT_ORDERS, json=asked)


def set_order(device: TestDevice, code: OrderCode, state: OrderState) -> httpx.Response:
    asked = {"order_id": str(code.order_id), "token": code.token, "state": state.value}
    return device.call("POST", Paths.UNIT_ORDER_STATES, json=asked)
