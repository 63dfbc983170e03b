"""The page of the back office: what the reconciliation of each day has found.

It is the carrier's own house and no part of the contract with the counters; whoever reviews for
the carrier comes in with the log-in of the review centre.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import Header, Query, Response

from pos_client.sandbox.back_office_page import BACK_OFFICE_PAGE
from pos_client.sandbox.calls import ByAnybody
from pos_client.sandbox.desk import Desk
from pos_client.sandbox.door import Caller
from pos_client.sandbox.strict_route import strict_router

__all__ = ["page", "reconciliations", "router"]

router = strict_router(prefix="/back-office", is_public=False)
_Session = Annotated[str, Header(alias="Centre-Session")]


@router.get("")
async def page() -> Response:
    """The page; what it shows it asks for with the log-in."""
    return Response(BACK_OFFICE_PAGE, media_type="text/html; charset=utf-8")


@router.get("/reconciliations")
async def reconciliations(
    call: ByAnybody, day: Annotated[date | None, Query()] = None, session: _Session = ""
) -> dict[str, Any]:
    """The days on which the books were held to each other, and what was open at the end of one.

    Without a day it is the newest one.
    """

    def work(desk: Desk, _caller: Caller) -> dict[str, Any]:
        desk.centre_door.reviewer(session)
        days = desk.daily.days()
        newest = date.fromisoformat(days[0]["day"]) if days else None
        shown = day or newest
        return {
            "days": days,
            "day": shown.isoformat() if shown is not None else None,
            "findings": desk.daily.findings_on(shown) if shown is not None else [],
        }

    return await call.do(work)
