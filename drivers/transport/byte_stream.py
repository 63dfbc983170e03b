"""What every transport offers."""

from __future__ import annotations

from typing import Protocol

__all__ = ["ByteStream"]


class ByteStream(Protocol):
    """Bytes in and out of one opened line.

    Every method but `close` raises `ReaderUnavailable` when the line is gone.
    """

    def write(self, data: bytes) -> None:
        """Send all of `data`."""

    def read(self, timeout_s: float) -> bytes:
        """Return all that is there as soon as something is; empty after `timeout_s` of silence."""

    def flush_input(self) -> None:
        """Drop what has arrived and was not read."""

    def close(self) -> None:
        """Give the line back. Closing twice does nothing."""
