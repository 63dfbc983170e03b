"""What carries a call to the gateway and the answer back; its meaning is not looked at here."""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from typing import Protocol

from urllib3 import BaseHTTPResponse, HTTPSConnectionPool, Timeout

from pos_client.infrastructure.gateway.connection import TlsConnection

__all__ = ["TlsWire", "Wire"]

# Whoever shares a line may speak beside somebody; the third one waits this long for a turn.
_CONNECTIONS = 2
_TURN_S = 5


class Wire(Protocol):
    """Carries one call at a time from each thread."""

    def ask(
        self,
        method: str,
        target: str,
        headers: dict[str, str],
        content: bytes | None,
        within_s: float,
    ) -> BaseHTTPResponse:
        """Send, and wait for the head of the answer. The caller reads the body and closes it.

        All of it, the body too, is over in `within_s` seconds once the connection stands.
        """

    def close(self) -> None:
        """Hang up; whoever waits hears of it."""


class TlsWire:
    """A kept connection. It sends what it is given once, follows no redirect and asks no proxy."""

    def __init__(
        self, host: str, port: int, context: ssl.SSLContext, connect_s: float, read_s: float
    ) -> None:
        """Prepare; the first call connects."""
        self._read_s = read_s
        self._is_closed = False
        self._plug: socket.socket | None = None
        self._pool = HTTPSConnectionPool(
            host,
            port,
            maxsize=_CONNECTIONS,
            block=True,
            context=context,
            connect_s=connect_s,
            read_s=read_s,
            watch=self._keep_plug,
        )
        self._pool.ConnectionCls = TlsConnection

    def ask(
        self,
        method: str,
        target: str,
        headers: dict[str, str],
        content: bytes | None,
        within_s: float,
    ) -> BaseHTTPResponse:
        return self._pool.urlopen(
            method,
            target,
            content,
            headers,
            retries=False,
            redirect=False,
            # What stands here for connecting the connection takes for the whole of a call.
            timeout=Timeout(connect=within_s, read=self._read_s),
            pool_timeout=_TURN_S,
            preload_content=False,
            decode_content=False,
        )

    def close(self) -> None:
        """Hang up, also on a call that another thread is waiting in."""
        self._is_closed = True
        self._pool.close()
        self._hang_up()

    def _keep_plug(self, plain: socket.socket) -> None:
        """Keep a second handle of the newest connection.

        Closing a socket does not wake a thread that reads from it; shutting it down does, and
        through a handle of our own that cannot hit whatever has got the old number meanwhile.
        """
        plug, self._plug = self._plug, plain.dup()
        if plug is not None:
            plug.close()
        if self._is_closed:
            self._hang_up()
            raise ConnectionAbortedError("the line was closed")

    def _hang_up(self) -> None:
        plug, self._plug = self._plug, None
        if plug is not None:
            with suppress(OSError):
                plug.shutdown(socket.SHUT_RDWR)
            plug.close()
