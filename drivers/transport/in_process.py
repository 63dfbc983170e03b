"""A simulated device in the same process, as a line of bytes like any other."""

from __future__ import annotations

import time

from drivers.api import ReaderUnavailable
from drivers.simulator.device import SamDevice
from drivers.simulator.line import PacedLine

__all__ = ["InProcessLine"]


class InProcessLine:
    """The line to `device`; without pace it is as fast as the code.

    Raises:
        ReaderUnavailable: the line was closed, or a fault has unplugged it.
    """

    def __init__(self, device: SamDevice, *, is_paced: bool = False) -> None:
        self._line = PacedLine(device, is_paced=is_paced)
        self._is_gone = False

    def write(self, data: bytes) -> None:
        """Send all of `data`."""
        self._insist()
        self._line.receive(data, time.monotonic())

    def read(self, timeout_s: float) -> bytes:
        """Return all that is there as soon as something is; empty after `timeout_s` of silence."""
        until_s = time.monotonic() + timeout_s
        while True:
            self._insist()
            now_s = time.monotonic()
            delivery = self._line.take(now_s)
            self._is_gone = delivery.unplugs
            if delivery.data or now_s >= until_s:
                return delivery.data
            due_s = self._line.next_due_s
            wait_s = (until_s if due_s is None else min(due_s, until_s)) - time.monotonic()
            time.sleep(max(0.0, wait_s))

    def flush_input(self) -> None:
        """Drop what has arrived and was not read."""
        self._insist()
        self._line.take(time.monotonic())

    def close(self) -> None:
        """Give the line back. Closing twice does nothing."""
        self._is_gone = True

    def _insist(self) -> None:
        if self._is_gone:
            raise ReaderUnavailable("the simulated line is gone")
