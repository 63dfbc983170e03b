"""Where a client plugs in, and the kind that is a TCP port."""

from __future__ import annotations

import contextlib
import socket
from typing import Protocol

__all__ = ["Port", "TcpPort"]

_PIECE = 4096


class Port(Protocol):
    """Where the client sits. Nothing here blocks; what a full line cannot take is lost."""

    @property
    def address(self) -> str:
        """The reader address to open."""

    @property
    def is_plugged(self) -> bool: ...

    def plug(self) -> None:
        """Appear. Appearing twice does nothing."""

    def unplug(self) -> None:
        """Vanish, as seen from the client. Vanishing twice does nothing."""

    def watched(self) -> list[int]:
        """The file descriptors to be read when they are ready, in this order."""

    def read(self, descriptor: int) -> bytes:
        """Return what the client wrote."""

    def write(self, data: bytes) -> None:
        """Hand over what the device says."""


class TcpPort:
    """A port on 127.0.0.1 that serves one client at a time; a second one is hung up on."""

    def __init__(self, number: int, scheme: str = "sam-tcp") -> None:
        self._number = number
        self._scheme = scheme
        self._listener: socket.socket | None = None
        self._client: socket.socket | None = None
        self.plug()

    @property
    def address(self) -> str:
        return f"{self._scheme}:127.0.0.1:{self._number}"

    @property
    def is_plugged(self) -> bool:
        return self._listener is not None

    def plug(self) -> None:
        if self._listener is None:
            self._listener = socket.create_server(("127.0.0.1", self._number))
            self._listener.setblocking(False)
            self._number = self._listener.getsockname()[1]

    def unplug(self) -> None:
        self._hang_up()
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def watched(self) -> list[int]:
        # The client comes first: one who left makes room for the one who waits.
        return [end.fileno() for end in (self._client, self._listener) if end is not None]

    def read(self, descriptor: int) -> bytes:
        if self._listener is not None and descriptor == self._listener.fileno():
            self._greet(self._listener)
            return b""
        if self._client is None:
            return b""
        try:
            data = self._client.recv(_PIECE)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data:
            self._hang_up()
        return data

    def write(self, data: bytes) -> None:
        if self._client is not None:
            with contextlib.suppress(OSError):
                self._client.send(data)

    def _greet(self, listener: socket.socket) -> None:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        if self._client is not None:
            client.close()
            return
        client.setblocking(False)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._client = client

    def _hang_up(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None
