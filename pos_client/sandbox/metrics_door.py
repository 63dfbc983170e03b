"""`GET /metrics`: the gateway's figures for whoever runs it on this computer.

It is the carrier's own house and no part of the contract with the counters.
"""

from __future__ import annotations

import ipaddress

from fastapi import Request, Response

from pos_client.protocol.api import TroubleCode
from pos_client.sandbox.calls import ByAnybody
from pos_client.sandbox.exposition import MEDIA_TYPE
from pos_client.sandbox.refusal import Refusal
from pos_client.sandbox.strict_route import strict_router

__all__ = ["is_own_computer", "metrics", "router"]

router = strict_router(is_public=False)


@router.get("/metrics")
async def metrics(call: ByAnybody, request: Request) -> Response:
    """Counts and no identities, for this computer alone; to a counter there is no such page.

    Raises:
        Refusal: from elsewhere, or with a device's certificate.
    """
    host = request.client.host if request.client is not None else ""
    if call.knock.fingerprint or not is_own_computer(host):
        raise Refusal(404, TroubleCode.REQUEST_UNREADABLE)
    return Response(await call.do(lambda desk, _: desk.metrics.text()), media_type=MEDIA_TYPE)


def is_own_computer(host: str) -> bool:
    """Whether this is an address of the loopback."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
