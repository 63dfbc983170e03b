"""The calls of the review centre: the reviewer's page, and what it asks for.

It is the carrier's own house and no part of the contract with the counters.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Header, Path, Response

from pos_client.protocol.api import TokenAnswer
from pos_client.sandbox.calls import ByAnybody
from pos_client.sandbox.centre import Decision
from pos_client.sandbox.centre_page import PAGE
from pos_client.sandbox.centre_sessions import CentreDecision, CentreLogIn
from pos_client.sandbox.desk import Desk
from pos_client.sandbox.door import Caller
from pos_client.sandbox.sealed_pages import SEALED_NAME
from pos_client.sandbox.strict_route import strict_router
from pos_client.sandbox.transcriptions import Transcribed
from pos_client.sandbox.unit_reviews import TranscribedUnit

__all__ = [
    "decide",
    "documents",
    "log_in",
    "page",
    "queue",
    "router",
    "transcribe",
    "transcribe_unit",
    "unit_documents",
]

router = strict_router(prefix="/centre", is_public=False)
_SealedName = Annotated[str, Path(pattern=SEALED_NAME)]
_Session = Annotated[str, Header(alias="Centre-Session")]


@router.get("")
async def page() -> Response:
    """The reviewer's page; what it shows it asks for with the log-in."""
    return Response(PAGE, media_type="text/html; charset=utf-8")


@router.post("/sessions")
async def log_in(call: ByAnybody, message: CentreLogIn) -> TokenAnswer:
    return await call.do(lambda desk, _: desk.centre_door.log_in(message))


@router.get("/reviews")
async def queue(call: ByAnybody, session: _Session = "") -> list[dict[str, Any]]:
    """What waits, the live cases first."""

    def work(desk: Desk, _caller: Caller) -> list[dict[str, Any]]:
        desk.centre_door.reviewer(session)
        return desk.centre.queue()

    return await call.do(work)


@router.get("/documents/{name}")
async def documents(call: ByAnybody, name: _SealedName, session: _Session = "") -> dict[str, Any]:
    """The images of a document without a chip; that they were shown to whom is kept."""

    def work(desk: Desk, _caller: Caller) -> dict[str, Any]:
        number = desk.centre_door.reviewer(session)
        return desk.transcriptions.show(name, number)

    return await call.do(work)


@router.post("/transcriptions", status_code=204)
async def transcribe(call: ByAnybody, message: Transcribed, session: _Session = "") -> None:
    """What a reviewer has read off the images."""

    def work(desk: Desk, _caller: Caller) -> None:
        desk.transcriptions.take(message, desk.centre_door.reviewer(session))

    await call.do(work)


@router.get("/units/{name}")
async def unit_documents(
    call: ByAnybody, name: _SealedName, session: _Session = ""
) -> dict[str, Any]:
    """The images of a unit's document and letter; that they were shown to whom is kept."""

    def work(desk: Desk, _caller: Caller) -> dict[str, Any]:
        number = desk.centre_door.reviewer(session)
        return desk.unit_reviews.show(name, number)

    return await call.do(work)


@router.post("/unit-transcriptions", status_code=204)
async def transcribe_unit(
    call: ByAnybody, message: TranscribedUnit, session: _Session = ""
) -> None:
    """What a reviewer has read off a unit's document."""

    def work(desk: Desk, _caller: Caller) -> None:
        desk.unit_reviews.take(message, desk.centre_door.reviewer(session))

    await call.do(work)


@router.post("/decisions", status_code=204)
async def decide(call: ByAnybody, message: CentreDecision, session: _Session = "") -> None:
    def work(desk: Desk, _caller: Caller) -> None:
        number = desk.centre_door.reviewer(session)
        desk.centre.decide(message.id, Decision(number, message.is_approved, message.reason))

    await call.do(work)
