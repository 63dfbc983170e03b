"""Both ends of the control of a running simulator: lines of text over a local socket.

An address is the path of a UNIX socket, or the number of a port on 127.0.0.1.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import socket
import stat
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

__all__ = ["ControlClient", "ControlLost", "ControlRefused", "ControlSocket"]

_PIECE = 4096
_LONGEST_LINE = 65536


class ControlLost(OSError):
    """The simulator cannot be reached, or it went away in the middle of an answer."""


class ControlRefused(Exception):
    """The simulator has answered `error`; the text is its explanation."""


class ControlClient:
    """Tells a running simulator what happens on its plate and on its line.

    Raises:
        ControlLost: nobody listens at this address.
    """

    def __init__(self, address: str, *, timeout_s: float = 5.0) -> None:
        try:
            self._socket = _connect(address, timeout_s)
        except OSError as cause:
            raise ControlLost(f"no simulator listens at {address}") from cause
        self._rest = b""
        self.address = address

    def lay(self, slug: str) -> None:
        """Lay a card on the empty plate."""
        self.tell(f"lay {slug}")

    def lift(self) -> None:
        """Take the card off the plate; an empty one stays empty."""
        self.tell("lift")

    def stand(self, who: str, manner: str = "everyday") -> None:
        """Let somebody of the deck stand before the camera; `card`: whoever's card lay last."""
        self.tell(f"stand {who} {manner}")

    def face(self) -> bytes:
        """What the camera sees now, as JPEG; empty while nobody stands there."""
        return base64.b64decode(self.tell("face"))

    def fault(self, words: str) -> None:
        """Bring a fault into force, such as `delay seconds=0.5 times=2 on=read_base`."""
        self.tell(f"fault {words}")

    def script_faults(self, file: Path) -> None:
        """Bring the faults of a script into force, in place of all others."""
        self.tell(f"faults script {file}")

    def clear_faults(self) -> None:
        """Behave well again."""
        self.tell("faults clear")

    def seed_faults(self, seed: int) -> None:
        """Start the chances of all faults anew."""
        self.tell(f"faults seed {seed}")

    def unplug(self) -> None:
        """Let the line vanish."""
        self.tell("unplug")

    def plug(self) -> None:
        """Let it appear again."""
        self.tell("plug")

    def deck(self) -> list[dict[str, str]]:
        """List the cards: slug, zh, en, kind."""
        cards: list[dict[str, str]] = json.loads(self.tell("deck"))
        return cards

    def state(self) -> dict[str, Any]:
        """Say what lies on the plate and which faults are in force."""
        state: dict[str, Any] = json.loads(self.tell("state"))
        return state

    def quit(self) -> None:
        """End the simulator."""
        self.tell("quit")

    def tell(self, line: str) -> str:
        """Send one line and return what follows the `ok`.

        Raises:
            ControlRefused: the simulator cannot do that.
            ControlLost: it is gone.
        """
        try:
            self._socket.sendall(line.encode() + b"\n")
            while b"\n" not in self._rest:
                piece = self._socket.recv(_PIECE)
                if not piece:
                    raise ConnectionError("hung up")
                self._rest += piece
        except OSError as cause:
            raise ControlLost(f"the simulator is gone: {type(cause).__name__}") from cause
        answer, _, self._rest = self._rest.partition(b"\n")
        verdict, _, told = answer.decode().partition(" ")
        if verdict != "ok":
            raise ControlRefused(told)
        return told

    def close(self) -> None:
        """Hang up; the simulator goes on."""
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class ControlSocket:
    """The simulator's end: any number of clients, each with its own unfinished line.

    Raises:
        OSError: the address cannot be had.
    """

    def __init__(self, address: str) -> None:
        self._path = None if address.isdecimal() else Path(address).absolute()
        self._clients: dict[int, tuple[socket.socket, bytearray]] = {}
        if self._path is None:
            self._listener = socket.create_server(("127.0.0.1", int(address)))
        else:
            self._listener = _listen(self._path)
        self._listener.setblocking(False)

    @property
    def address(self) -> str:
        """What a `ControlClient` needs."""
        return str(self._path or self._listener.getsockname()[1])

    def watched(self) -> list[int]:
        """The file descriptors to be read when they are ready."""
        return [self._listener.fileno(), *self._clients]

    def read(self, descriptor: int) -> list[str]:
        """Return the lines that this client has finished."""
        if descriptor == self._listener.fileno():
            with contextlib.suppress(OSError):
                client, _ = self._listener.accept()
                client.settimeout(1.0)
                self._clients[client.fileno()] = (client, bytearray())
            return []
        client, buffer = self._clients[descriptor]
        try:
            piece = client.recv(_PIECE)
        except OSError:
            piece = b""
        buffer += piece
        if not piece or len(buffer) > _LONGEST_LINE:
            self._drop(descriptor)
            return []
        *lines, rest = buffer.split(b"\n")
        buffer[:] = rest
        return [line.decode("utf-8", "replace") for line in lines]

    def write(self, descriptor: int, line: str) -> None:
        """Answer one line; a client that does not listen is dropped."""
        if descriptor in self._clients:
            try:
                self._clients[descriptor][0].sendall(line.encode() + b"\n")
            except OSError:
                self._drop(descriptor)

    def close(self) -> None:
        """Hang up on everybody and remove the socket."""
        for descriptor in list(self._clients):
            self._drop(descriptor)
        self._listener.close()
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    def _drop(self, descriptor: int) -> None:
        client, _ = self._clients.pop(descriptor)
        client.close()


def _connect(address: str, timeout_s: float) -> socket.socket:
    if address.isdecimal():
        return socket.create_connection(("127.0.0.1", int(address)), timeout=timeout_s)
    if sys.platform == "win32":
        raise OSError("no UNIX sockets here: give the number of a port")
    client = socket.socket(socket.AF_UNIX)
    try:
        client.settimeout(timeout_s)
        client.connect(address)
    except BaseException:
        client.close()
        raise
    return client


def _listen(path: Path) -> socket.socket:
    if sys.platform == "win32":
        raise OSError("no UNIX sockets here: give the number of a port")
    # The socket of a simulator that was killed is in the way; that of a living one stays.
    if path.exists():
        if not stat.S_ISSOCK(path.stat().st_mode):
            raise FileExistsError(f"{path} is there already and is no socket")
        try:
            _connect(str(path), 1.0).close()
        except OSError:
            path.unlink()
        else:
            raise FileExistsError(f"another simulator listens at {path}")
    listener = socket.socket(socket.AF_UNIX)
    try:
        mask = os.umask(0o177)
        try:
            listener.bind(str(path))
        finally:
            os.umask(mask)
        listener.listen()
    except OSError as no:
        listener.close()
        raise OSError(no.errno, no.strerror or str(no), str(path)) from no
    return listener
