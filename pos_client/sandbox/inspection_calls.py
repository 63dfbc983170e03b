"""The gateway's calls about the monthly self-inspection."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

from pos_client.domain.month import Month
from pos_client.protocol import inspections
from pos_client.protocol.api import TokenAnswer
from pos_client.protocol.inspections import MONTH, InspectionPaths
from pos_client.sandbox.calls import ByClerk, ByDevice
from pos_client.sandbox.strict_route import strict_router

__all__ = ["router", "show_inspection_plan", "take_inspection"]

router = strict_router()
_Month = Annotated[str, Path(pattern=MONTH)]


@router.get(InspectionPaths.PLANS + "/{month}")
async def show_inspection_plan(call: ByClerk, month: _Month) -> TokenAnswer:
    """The signed plan of a month: list, seed, sample in masks, and what the gateway knows."""
    return await call.do(
        lambda desk, caller: desk.inspections.plan(caller.device, Month.parse(month))
    )


@router.post(InspectionPaths.REPORTS)
async def take_inspection(call: ByDevice, message: inspections.InspectionRequest) -> TokenAnswer:
    """Keep a signed report of a month; the same one again gets the first receipt."""
    return await call.do(lambda desk, caller: desk.inspections.take(caller.device, message))
