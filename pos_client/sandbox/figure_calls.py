"""The gateway's calls about an outlet's figures: its part of the campaign, and what is watched."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Query

from pos_client.protocol import campaign, oversight
from pos_client.protocol.campaign import CampaignPaths
from pos_client.protocol.oversight import OversightPaths
from pos_client.sandbox.calls import ByClerk, ByOverseer
from pos_client.sandbox.strict_route import strict_router

__all__ = ["router", "show_campaign", "show_oversight"]

router = strict_router()
_Month = Annotated[str, Query(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
_Behind = Annotated[int, Query(ge=0, le=2**63 - 1)]


@router.get(CampaignPaths.CAMPAIGN)
async def show_campaign(call: ByClerk, behind: _Behind = 0) -> campaign.CampaignAnswer:
    """This outlet's part of the campaign, and a page of the numbers that are still open."""
    return await call.do(
        lambda desk, caller: campaign.campaign_json(
            desk.campaign.show(caller.device.outlet_code, behind)
        )
    )


@router.get(OversightPaths.OVERSIGHT)
async def show_oversight(call: ByOverseer, month: _Month) -> oversight.OversightAnswer:
    """What is watched of this outlet in a month; for supervisors and inspectors alone."""
    first = date.fromisoformat(f"{month}-01")
    return await call.do(
        lambda desk, caller: oversight.oversight_json(
            desk.oversight.show(caller.device.outlet_code, first)
        )
    )
