"""How a request knocks: headers and certificate, as dependencies that the contract shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Request

from pos_client.protocol.api import ENVELOPE_MEDIA_TYPE, Headers, TroubleCode
from pos_client.sandbox.desk import Desk
from pos_client.sandbox.door import Caller, Knock, Needs
from pos_client.sandbox.gateway import ReferenceGateway
from pos_client.sandbox.peer import SCOPE_KEY
from pos_client.sandbox.refusal import Refusal

__all__ = [
    "ByAnybody",
    "ByClerk",
    "ByDevice",
    "ByDeviceAlone",
    "ByGivingBack",
    "ByLiveDevice",
    "ByOverseer",
    "Call",
    "read_envelope",
]

_T = TypeVar("_T")
_LARGEST = 9 * 1024 * 1024

_OutletCode = Annotated[str, Header(alias=Headers.OUTLET_CODE)]
_ClerkSession = Annotated[str, Header(alias=Headers.SESSION)]
_AuditHead = Annotated[str, Header(alias=Headers.AUDIT_HEAD)]


@dataclass(frozen=True, slots=True)
class Call:
    """One request at the door."""

    gateway: ReferenceGateway
    knock: Knock
    needs: Needs

    async def do(self, work: Callable[[Desk, Caller], _T]) -> _T:
        """Be let in, and have the work done in one transaction."""
        return await self.gateway.answer(self.knock, self.needs, work)


def _call(
    request: Request, needs: Needs, outlet: str | None, head: str = "", session: str = ""
) -> Call:
    knock = Knock(request.scope[SCOPE_KEY].fingerprint, outlet, session, head)
    return Call(request.app.state.gateway, knock, needs)


async def _by_anybody(request: Request) -> Call:
    return _call(request, Needs.NOTHING, None)


async def _by_device_alone(request: Request, head: _AuditHead = "") -> Call:
    return _call(request, Needs.DEVICE, None, head)


async def _by_device(request: Request, outlet: _OutletCode, head: _AuditHead = "") -> Call:
    return _call(request, Needs.DEVICE, outlet, head)


async def _by_live_device(request: Request, outlet: _OutletCode, head: _AuditHead = "") -> Call:
    return _call(request, Needs.LIVE_DEVICE, outlet, head)


async def _by_clerk(
    request: Request, outlet: _OutletCode, session: _ClerkSession, head: _AuditHead = ""
) -> Call:
    return _call(request, Needs.SESSION, outlet, head, session)


async def _by_giving_back(
    request: Request, outlet: _OutletCode, session: _ClerkSession, head: _AuditHead = ""
) -> Call:
    """What a device keeps it may always give back, also when nobody works there any more."""
    return _call(request, Needs.DEVICE, outlet, head, session)


async def _by_overseer(
    request: Request, outlet: _OutletCode, session: _ClerkSession, head: _AuditHead = ""
) -> Call:
    return _call(request, Needs.OVERSEER, outlet, head, session)


ByAnybody = Annotated[Call, Depends(_by_anybody)]
ByDeviceAlone = Annotated[Call, Depends(_by_device_alone)]
ByDevice = Annotated[Call, Depends(_by_device)]
ByLiveDevice = Annotated[Call, Depends(_by_live_device)]
ByGivingBack = Annotated[Call, Depends(_by_giving_back)]
ByClerk = Annotated[Call, Depends(_by_clerk)]
ByOverseer = Annotated[Call, Depends(_by_overseer)]


async def read_envelope(request: Request) -> bytes:
    """Take the frozen bytes of a request.

    Raises:
        Refusal: another media type, or more than any envelope can hold.
    """
    if request.headers.get("content-type") != ENVELOPE_MEDIA_TYPE:
        raise Refusal(400, TroubleCode.REQUEST_UNREADABLE)
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > _LARGEST:
            raise Refusal(413, TroubleCode.REQUEST_TOO_LARGE)
    return bytes(data)
