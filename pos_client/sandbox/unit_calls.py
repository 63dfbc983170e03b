"""The gateway's calls about units and their orders."""

from __future__ import annotations

from pos_client.protocol import units
from pos_client.protocol.api import Paths
from pos_client.sandbox.calls import ByClerk
from pos_client.sandbox.strict_route import strict_router

__all__ = ["look_up_unit", "router", "set_unit_order_state", "show_unit_order"]

router = strict_router()


@router.post(Paths.UNITS)
async def look_up_unit(call: ByClerk, message: units.UnitRequest) -> units.UnitAnswer:
    """What the carrier knows of a unit, in a mask."""
    return await call.do(lambda desk, caller: desk.units.look_up(caller.device, message))


@router.post(Paths.UNIT_ORDERS)
async def show_unit_order(call: ByClerk, message: units.UnitOrderRequest) -> units.UnitOrderAnswer:
    """How a unit's order stands, with a page of its users in masks."""
    return await call.do(lambda desk, caller: desk.unit_orders.look(caller.device, message))


@router.post(Paths.UNIT_ORDER_STATES)
async def set_unit_order_state(
    call: ByClerk, message: units.UnitOrderStateRequest
) -> units.UnitOrderAnswer:
    """Let a unit's order rest, go on or end."""
    return await call.do(lambda desk, caller: desk.unit_orders.set_state(caller.device, message))
