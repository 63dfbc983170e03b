"""A far end in the same process, as a line of bytes like any other."""

from __future__ import annotations

import time
from typing import Protocol

from drivers.api import ReaderUnavailable

__all__ = ["Arrival", "FarEnd", "InProcessLine"]


class Arrival(Protocol):
    """What has come by now, and whether the line went away behind it."""

    @property
    def data(self) -> bytes: ...

    @property
    def unplugs(self) -> bool: ...


class FarEnd(Protocol):
    """Who answers, on the monotonic clock of this computer; `PacedLine` is one."""

    @property
    def next_due_s(self) -> float | None:
        """When something comes next without being asked for."""

    def receive(self, data: bytes, now_s: float) -> None:
        """Take in what was written."""

    def take(self, now_s: float) -> Arrival:
        """Hand over what has come by now."""


class InProcessLine:
    """The line to `far_end`.

    Raises:
        ReaderUnavailable: the line was closed, or its far end has gone.
    """

    def __init__(self, far_end: FarEnd) -> None:
        self._far_end = far_end
        self._is_gone = False

    def write(self, data: bytes) -> None:
        """Send all of `data`."""
        self._insist()
        self._far_end.receive(data, time.monotonic())

    def read(self, timeout_s: float) -> bytes:
        """Return all that is there as soon as something is; empty after `timeout_s` of silence."""
        until_s = time.monotonic() + timeout_s
        while True:
            self._insist()
            now_s = time.monotonic()
            delivery = self._far_end.take(now_s)
            self._is_gone = delivery.unplugs
            if delivery.data or now_s >= until_s:
                return delivery.data
            due_s = self._far_end.next_due_s
            wait_s = (until_s if due_s is None else min(due_s, until_s)) - time.monotonic()
            time.sleep(max(0.0, wait_s))

    def flush_input(self) -> None:
        """Drop what has arrived and was not read."""
        self._insist()
        self._is_gone = self._far_end.take(time.monotonic()).unplugs

    def close(self) -> None:
        """Give the line back. Closing twice does nothing."""
        self._is_gone = True

    def _insist(self) -> None:
        if self._is_gone:
            raise ReaderUnavailable("the line is gone")
