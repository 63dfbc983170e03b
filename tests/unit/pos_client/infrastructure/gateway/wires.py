"""A line of which a test sees the wire, two calls over it, and somebody at its other end."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from pos_client.application.trouble import UntrustedGateway
from pos_client.infrastructure.gateway.line import GatewayLine
from pos_client.infrastructure.gateway.wire import TlsWire
from pos_client.protocol.api import TokenAnswer

__all__ = ["ask", "listening", "post", "wired"]


@contextmanager
def wired(
    port: int,
    trust: ssl.SSLContext,
    prefix: str = "",
    *,
    connect_s: float = 0.5,
    read_s: float = 0.5,
) -> Iterator[tuple[GatewayLine, TlsWire]]:
    made = TlsWire("127.0.0.1", port, trust, connect_s, read_s)
    line = GatewayLine(made, prefix)
    try:
        yield line, made
    finally:
        line.close()


def ask(line: GatewayLine, **params: str | int) -> str:
    answered = line.call(
        "GET",
        "/v1/numbers",
        TokenAnswer,
        stranger=UntrustedGateway,
        headers={},
        params=params or None,
    )
    return answered.token


def post(line: GatewayLine, body: bytes = b"frozen") -> str:
    answered = line.send_envelope(
        "/v1/registrations", TokenAnswer, stranger=UntrustedGateway, headers={}, envelope=body
    )
    return answered.token


@contextmanager
def listening(meet: Callable[[socket.socket], None]) -> Iterator[int]:
    """Somebody who accepts one connection and then does as told."""

    def serve() -> None:
        with suppress(OSError), listener.accept()[0] as plain:
            plain.settimeout(5)
            meet(plain)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(5)
        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join()
