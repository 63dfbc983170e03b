"""Receipt printers that only tests have: kind ones, slow ones, and some that hang or drop."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = [
    "ASKED",
    "NetworkPrinter",
    "UnkindPrinter",
    "at_once",
    "hang_up_on_unread_data",
    "take_nothing",
]

ASKED = b"\x10\x04\x04"


@contextmanager
def at_once(work: Callable[[], None]) -> Iterator[None]:
    """Run beside the test and end with it."""
    thread = threading.Thread(target=work, name="printer")
    thread.start()
    try:
        yield
    finally:
        thread.join(10)


class NetworkPrinter:
    """Listens on this machine, answers the question for paper and keeps what it is sent."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"escpos:tcp:127.0.0.1:{self._door.getsockname()[1]}"
        self.got = b""

    def work(self) -> None:
        with self._door, self._door.accept()[0] as line:
            line.settimeout(10)
            self.got += line.recv(len(ASKED), socket.MSG_WAITALL)
            line.sendall(self._answer)
            while piece := line.recv(65536):
                self.got += piece


class UnkindPrinter:
    """Listens on this machine with little room, and does with the paper what its habit says."""

    def __init__(self, habit: Callable[[socket.socket], None] | None) -> None:
        self._habit = habit
        self._door = socket.create_server(("127.0.0.1", 0))
        self._door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.address = f"escpos:tcp:127.0.0.1:{self._door.getsockname()[1]}"
        self.is_left = threading.Event()

    def work(self) -> None:
        with self._door:
            if self._habit is None:
                self.is_left.wait(10)
                return
            line, _ = self._door.accept()
            with line:
                self._habit(line)
                self.is_left.wait(10)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        with at_once(self.work):
            try:
                yield
            finally:
                self.is_left.set()


def hang_up_on_unread_data(line: socket.socket) -> None:
    """Take the question and some of the paper, and go while more of it comes."""
    left = 8192
    while left and (taken := len(line.recv(left))):
        left -= taken
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()


def take_nothing(_line: socket.socket) -> None:
    """Answer the door, and that is all."""
