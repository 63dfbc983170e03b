"""One TLS connection that says when it failed: before anything was sent, or at some time after."""

from __future__ import annotations

import http.client
import io
import math
import socket
import ssl
import time
from collections.abc import Callable
from typing import Any

from urllib3.connection import HTTPSConnection
from urllib3.exceptions import NewConnectionError

__all__ = ["LONGEST_IDLE_S", "TlsConnection", "TlsSocket"]

# Roads forget a connection that has been silent; a request into one is lost without a word.
LONGEST_IDLE_S = 300.0


class _WholeLines(io.BufferedReader):
    """Lines that end; `http.client` would take half a line and no more for the end of the head."""

    def readline(self, size: int | None = -1, /) -> bytes:
        line = super().readline(size)
        if not line.endswith(b"\n") and (size is None or size < 0 or len(line) < size):
            raise http.client.IncompleteRead(line)
        return line


class _Answer(http.client.HTTPResponse):
    """The library's answer, as strict about a head as a registration deserves."""

    def __init__(self, sock: socket.socket, *args: Any, **more: Any) -> None:
        super().__init__(sock, *args, **more)
        self.fp = _WholeLines(self.fp.detach())

    def begin(self) -> None:
        super().begin()
        if self.msg.defects:
            raise http.client.HTTPException("a head that is none")

    def _read_status(self) -> tuple[str, int, str]:
        """Make every interim answer a 100, the one kind that the library waits behind."""
        version, status, reason = super()._read_status()  # type: ignore[misc]
        return version, http.client.CONTINUE if status < http.client.OK else status, reason


class TlsSocket(ssl.SSLSocket):
    """Bounds a whole exchange, and closes itself where nobody is there before TLS begins.

    A time-out of the library's counts from one byte to the next, and is never met by what drips.
    A context names this class, see `tls.trusting_context`.
    """

    _over_at = math.inf
    _patience_s = math.inf

    def begin_exchange(self, within_s: float, patience_s: float) -> None:
        """From now on everything has to be over in `within_s`, with no silence of `patience_s`."""
        self._over_at = time.monotonic() + within_s
        self._patience_s = patience_s

    def send(self, data: Any, flags: int = 0) -> int:
        """Raises TimeoutError when the exchange has taken too long."""
        self._hurry()
        return super().send(data, flags)

    def recv_into(self, buffer: Any, nbytes: int | None = None, flags: int = 0) -> int:
        """Raises TimeoutError when the exchange has taken too long."""
        self._hurry()
        return super().recv_into(buffer, nbytes, flags)

    def _hurry(self) -> None:
        if self._over_at < math.inf:
            left_s = self._over_at - time.monotonic()
            if left_s <= 0:
                raise TimeoutError("the exchange took too long")
            self.settimeout(min(left_s, self._patience_s))

    def getpeername(self) -> Any:
        """Who is there. Asked while the socket is being wrapped, when nobody else can close it."""
        try:
            return super().getpeername()
        except OSError:
            self.close()
            raise ConnectionResetError("nobody is there any more") from None


class TlsConnection(HTTPSConnection):
    """Greets with the context it is given, as that is. The library would first change it."""

    response_class = _Answer

    def __init__(
        self,
        *,
        context: ssl.SSLContext,
        connect_s: float,
        read_s: float,
        watch: Callable[[socket.socket], None],
        **more: Any,
    ) -> None:
        """Take what the pool says in `more`; `watch` sees each socket before TLS begins on it."""
        super().__init__(**more, ssl_context=context)
        self._context = context
        self._connect_s = connect_s
        self._read_s = read_s
        self._watch = watch
        self._asked_at = time.monotonic()

    @property
    def is_connected(self) -> bool:
        """Whether a request may be sent: nobody hung up, and nothing is left of an answer."""
        if isinstance(self.sock, ssl.SSLSocket) and self.sock.pending():
            return False
        is_fresh = time.monotonic() - self._asked_at < LONGEST_IDLE_S
        return is_fresh and super().is_connected

    def connect(self) -> None:
        """Connect and greet.

        Raises:
            ConnectTimeoutError: or its child NewConnectionError; nothing of a request has arrived.
        """
        within_s, self.timeout = self.timeout, self._connect_s
        try:
            plain = self._new_conn()
        finally:
            self.timeout = within_s
        try:
            self._watch(plain)
            self.sock = self._greet(plain)
        except (OSError, ValueError) as error:
            plain.close()
            raise NewConnectionError(self, type(error).__name__) from error
        self.is_verified = self._context.verify_mode is ssl.CERT_REQUIRED

    def request(self, *args: Any, **more: Any) -> None:
        """Send. When the other end has stopped listening, its answer may still say why.

        The pool's time-out for connecting, which stands in `timeout` here, bounds all of a call.
        """
        self._asked_at = time.monotonic()
        if isinstance(self.sock, TlsSocket) and isinstance(self.timeout, int | float):
            self.sock.begin_exchange(self.timeout, self._read_s)
        try:
            super().request(*args, **more)
        except TimeoutError:
            raise
        except OSError:
            self._asked_at = -math.inf  # nobody asks here again

    def _greet(self, plain: socket.socket) -> ssl.SSLSocket:
        # Not at once: what is reset by now would be wrapped without any greeting.
        line = self._context.wrap_socket(
            plain, server_hostname=self.host, do_handshake_on_connect=False
        )
        try:
            line.do_handshake()
        except (OSError, ValueError):
            line.close()
            raise
        return line
