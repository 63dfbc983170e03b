"""Serves one device on one port, paced like a real line, and follows its control.

One loop on one thread does all of it: it sleeps until somebody speaks or the next bytes are due.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import sys
import threading
import time
from typing import BinaryIO, Protocol

from drivers.simulator.deck import Deck
from drivers.simulator.line import PacedLine
from drivers.simulator.ports import Port
from drivers.simulator.verbs import Verbs

__all__ = ["Channel", "Console", "Server"]


class Channel(Protocol):
    """Where verbs come from and answers go to."""

    def watched(self) -> list[int]: ...

    def read(self, descriptor: int) -> list[str]: ...

    def write(self, descriptor: int, line: str) -> None: ...


class Console:
    """Verbs on standard input, answers on standard output. At its end it falls silent.

    `is_over` tells that the input has ended.
    """

    def __init__(self, source: BinaryIO, sink: BinaryIO) -> None:
        self._sink = sink
        self._buffer = bytearray()
        self._pump: socket.socket | None = None
        self.is_over = False
        if sys.platform == "win32":
            # There only sockets can be waited for, so a thread carries the input into one.
            self._pump, far = socket.socketpair()
            threading.Thread(target=_carry, args=(source, far), daemon=True).start()
            self._descriptor = self._pump.fileno()
        else:
            self._descriptor = source.fileno()

    def watched(self) -> list[int]:
        """The input, while there is any."""
        return [] if self.is_over else [self._descriptor]

    def read(self, descriptor: int) -> list[str]:
        """Return the lines that are complete."""
        try:
            piece = self._pump.recv(4096) if self._pump else os.read(descriptor, 4096)
        except OSError:
            piece = b""
        self.is_over = not piece
        self._buffer += piece
        *lines, rest = self._buffer.split(b"\n")
        self._buffer[:] = rest
        return [line.decode("utf-8", "replace") for line in lines if line.strip()]

    def write(self, descriptor: int, line: str) -> None:
        """Answer one line; nobody may be listening any more."""
        del descriptor
        with contextlib.suppress(OSError, ValueError):
            self._sink.write(line.encode() + b"\n")
            self._sink.flush()

    def close(self) -> None:
        """Let go of the input; it belongs to the process."""
        self.is_over = True
        if self._pump is not None:
            self._pump.close()


class Server:
    """The loop. Call `close` behind it."""

    def __init__(self, line: PacedLine, port: Port, deck: Deck) -> None:
        self._line = line
        self._port = port
        self._channels: list[Channel] = []
        self._is_stopping = False
        self._wake, self._waker = socket.socketpair()
        self._waker.setblocking(False)
        self.verbs = Verbs(
            line.device,
            deck,
            describe=lambda: {"address": port.address, "plugged": port.is_plugged},
            plug=port.plug,
            unplug=self._unplug,
            finish=self.stop,
        )

    def listen(self, channel: Channel) -> None:
        """Follow what comes over this channel too."""
        self._channels.append(channel)

    def stop(self) -> None:
        """End `run`. May be called from other threads and from signal handlers."""
        self._is_stopping = True
        with contextlib.suppress(OSError):
            self._waker.send(b"\0")

    def run(self, until_over: Console | None = None) -> None:
        """Serve until stopped, or until the input of this console has ended."""
        while not self._is_stopping and not (until_over and until_over.is_over):
            ready = self._wait()
            now_s = time.monotonic()
            for descriptor in self._port.watched():
                if descriptor in ready and (data := self._port.read(descriptor)):
                    self._line.receive(data, now_s)
            self._deliver()
            for channel in self._channels:
                for descriptor in channel.watched():
                    if descriptor in ready:
                        self._follow(channel, descriptor)

    def close(self) -> None:
        """Clean up; port and channels belong to the caller."""
        self._wake.close()
        self._waker.close()

    def _wait(self) -> set[int]:
        descriptors = [self._wake.fileno(), *self._port.watched()]
        for channel in self._channels:
            descriptors += channel.watched()
        due_s = self._line.next_due_s
        timeout_s = None if due_s is None else max(0.0, due_s - time.monotonic())
        # Unlike epoll, select does not round the time up to whole milliseconds.
        return set(select.select(descriptors, [], [], timeout_s)[0])

    def _deliver(self) -> None:
        delivery = self._line.take(time.monotonic())
        if delivery.data:
            self._port.write(delivery.data)
        if delivery.unplugs:
            self._unplug()

    def _unplug(self) -> None:
        self._port.unplug()
        self._line.cut()

    def _follow(self, channel: Channel, descriptor: int) -> None:
        for line in channel.read(descriptor):
            channel.write(descriptor, self.verbs.answer(line))


def _carry(source: BinaryIO, sink: socket.socket) -> None:
    with sink, contextlib.suppress(OSError):
        while piece := os.read(source.fileno(), 4096):
            sink.sendall(piece)
