"""Listening in on a reader: whatever opens one while a tap is laid hears all that it exchanges.

Readers ask for the tap when they are opened, so every driver that is built on them can be heard
without knowing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, Protocol

from drivers.sam.exchange import LineTiming
from drivers.transport.byte_stream import ByteStream

if TYPE_CHECKING:  # readers on a line need nothing of PC/SC
    from drivers.transport.pcsc import Slot

__all__ = ["Tap", "laid_tap", "tapped_line", "tapped_slot"]


class Tap(Protocol):
    """Takes the place of a line or a slot, and hands everything on unchanged."""

    def tap_line(
        self, line: ByteStream, timing: LineTiming, now: Callable[[], float]
    ) -> ByteStream: ...

    def tap_slot(self, slot: Slot, now: Callable[[], float]) -> Slot: ...


_TAP: Final[ContextVar[Tap | None]] = ContextVar("tap", default=None)


@contextmanager
def laid_tap(tap: Tap) -> Iterator[None]:
    """Let `tap` hear every reader that this thread opens within the block."""
    token = _TAP.set(tap)
    try:
        yield
    finally:
        _TAP.reset(token)


def tapped_line(line: ByteStream, timing: LineTiming, now: Callable[[], float]) -> ByteStream:
    """Return `line`, or what listens in on it; `now` is the reader's clock."""
    tap = _TAP.get()
    return tap.tap_line(line, timing, now) if tap else line


def tapped_slot(slot: Slot, now: Callable[[], float]) -> Slot:
    """Return `slot`, or what listens in on it."""
    tap = _TAP.get()
    return tap.tap_slot(slot, now) if tap else slot
