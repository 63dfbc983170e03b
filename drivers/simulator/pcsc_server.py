"""Serves two PC/SC slots to vpcd and follows its control, in one loop on one thread."""

from __future__ import annotations

import contextlib
import select
import socket
import time

from drivers.simulator.deck import Deck
from drivers.simulator.pcsc_verbs import PcscVerbs
from drivers.simulator.server import Channel, Console
from drivers.simulator.vpcd import VirtualSlot

__all__ = ["PcscServer"]


class PcscServer:
    """The loop. Call `close` behind it."""

    def __init__(self, slots: list[VirtualSlot], deck: Deck) -> None:
        self._slots = slots
        self._channels: list[Channel] = []
        self._is_stopping = False
        self._wake, self._waker = socket.socketpair()
        self._waker.setblocking(False)
        self.verbs = PcscVerbs(slots[0], slots[1], deck, self.stop)

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
            for slot in self._slots:
                slot.serve(ready, time.monotonic())
            for channel in self._channels:
                for descriptor in channel.watched():
                    if descriptor in ready:
                        for line in channel.read(descriptor):
                            channel.write(descriptor, self.verbs.answer(line))

    def close(self) -> None:
        """Hang up; channels belong to the caller."""
        for slot in self._slots:
            slot.close()
        self._wake.close()
        self._waker.close()

    def _wait(self) -> set[int]:
        descriptors = [self._wake.fileno()]
        for slot in self._slots:
            descriptors += slot.watched()
        for channel in self._channels:
            descriptors += channel.watched()
        dues = [slot.due_s for slot in self._slots if slot.due_s is not None]
        timeout_s = max(0.0, min(dues) - time.monotonic()) if dues else None
        return set(select.select(descriptors, [], [], timeout_s)[0])
