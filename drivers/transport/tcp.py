"""A TCP connection to a serial server or a network reader that speaks raw frames."""

from __future__ import annotations

import select
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from drivers.api import ReaderUnavailable
from drivers.transport.byte_stream import system_words

__all__ = ["TcpConnection"]

_CONNECT_TIMEOUT_S: Final = 2.0
_WRITE_TIMEOUT_S: Final = 1.0
_PIECE: Final = 65536


class TcpConnection:
    """An opened connection.

    Raises:
        ReaderUnavailable: nobody listens there, or the other end hung up.
    """

    def __init__(self, host: str, port: int) -> None:
        self._peer = f"{host}:{port}"
        with self._mapped("cannot be reached"):
            self._socket = socket.create_connection((host, port), timeout=_CONNECT_TIMEOUT_S)
        self._socket.settimeout(_WRITE_TIMEOUT_S)
        # Requests are ten bytes and waited for; a dead peer shows itself while nothing is sent.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)

    def write(self, data: bytes) -> None:
        """Send all of `data`."""
        with self._mapped("cannot be written to"):
            self._socket.sendall(data)

    def read(self, timeout_s: float) -> bytes:
        """Return all that is there as soon as something is; empty after `timeout_s` of silence."""
        with self._mapped("cannot be read"):
            if not select.select([self._socket], [], [], timeout_s)[0]:
                return b""
            piece = self._socket.recv(_PIECE)
        if not piece:
            raise ReaderUnavailable(f"{self._peer} hung up")
        return piece

    def flush_input(self) -> None:
        """Drop what has arrived and was not read."""
        # Bounded, or a peer that talks without end would never be stopped listening to.
        for _ in range(16):
            if not self.read(0.0):
                return

    def close(self) -> None:
        """Hang up. Closing twice does nothing."""
        with suppress(OSError):
            self._socket.close()

    @contextmanager
    def _mapped(self, trouble: str) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError, UnicodeError) as cause:
            raise ReaderUnavailable(f"{self._peer} {trouble}: {system_words(cause)}") from cause
