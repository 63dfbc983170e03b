"""Units, their orders and their users, as a patched client gathers them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pos_client.domain.flow import Step
from pos_client.domain.slip_code import new_token
from pos_client.domain.unit import Unit, UnitAsked, UnitUse
from pos_client.domain.unit_order import OrderCode
from tests.attacks.scene import Scene
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.device import TestDevice

__all__ = ["KNOWN", "asking", "opened", "user"]

KNOWN = "91350100MA00DEM00M"


def asking(scene: Scene, credit_code: str = KNOWN, count: int = 2, **more: Any) -> CaseAtHand:
    """The handling agent is read and judged, whatever is said of the unit."""
    device = scene.device
    case = device.open_case()
    case.flow, case.order_token = "unit_registration", new_token()
    case.unit = UnitAsked(Unit(credit_code), UnitUse.STAFF, count)
    device.read(case, scene.card("resident-lin"))
    device.photograph(case, seed=f"{credit_code} {count} {len(more)}")
    device.verify(case)
    return case


def opened(scene: Scene, count: int = 2) -> OrderCode:
    """An honest order, open."""
    case = asking(scene, count=count)
    receipt = scene.honest(scene.device, scene.device.registration(case))
    return OrderCode(UUID(receipt["registration_id"]), case.order_token)


def user(
    scene: Scene,
    order: OrderCode | None,
    person: str,
    flow: str = "unit_user",
    device: TestDevice | None = None,
) -> CaseAtHand:
    """Somebody of an order, read and judged, whatever is said of them."""
    device = device or scene.device
    case = device.open_case()
    case.flow, case.unit_order = flow, order
    if flow == "unit_user_later":
        case.return_token = new_token()
    device.read(case, scene.card(person))
    if case.asks(Step.LIVE_PHOTO):
        device.photograph(case, seed=f"{person} {case.id}")
    device.verify(case)
    device.hold(case)
    return case
