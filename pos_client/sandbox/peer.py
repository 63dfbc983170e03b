"""HTTP over TLS that tells the application who is at the other end."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from starlette.requests import ClientDisconnect
from uvicorn.protocols.http.h11_impl import H11Protocol

from pos_client.sandbox.authority import fingerprint_of

__all__ = ["SCOPE_KEY", "Peer", "PeerProtocol", "hang_up"]

SCOPE_KEY = "sandbox.peer"


@dataclass(frozen=True, slots=True)
class Peer:
    """The other end of one connection; the fingerprint is empty without a certificate."""

    fingerprint: str
    transport: asyncio.Transport


class PeerProtocol(H11Protocol):
    """uvicorn's protocol, with the peer in the scope of every request."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.access_log = False
        tls = transport.get_extra_info("ssl_object")
        der = tls.getpeercert(binary_form=True) if tls is not None else None
        peer = Peer(fingerprint_of(der) if der else "", transport)
        served = self.app

        async def with_peer(scope: Any, receive: Any, send: Any) -> None:
            scope[SCOPE_KEY] = peer
            try:
                await served(scope, receive, send)
            except asyncio.CancelledError:  # the gateway stops and will not answer any more
                await hang_up(peer, receive)
            except ClientDisconnect:
                pass  # its process was killed in the middle of a request: nobody to tell

        self.app = with_peer

    def shutdown(self) -> None:
        """Drop an idle connection at once: its client may be asleep and never say goodbye."""
        is_busy = bool(self.cycle) and not self.cycle.response_complete
        if is_busy:
            self.cycle.keep_alive = False
        else:
            self.transport.abort()


async def hang_up(peer: Peer, receive: Any) -> None:
    """Break a connection in the middle of a request."""
    peer.transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
