"""What every transport offers."""

from __future__ import annotations

import os
from typing import Protocol

__all__ = ["ByteStream", "system_words"]


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


def system_words(trouble: BaseException) -> str:
    """Say it as the system does ("Permission denied"), or name the kind of error."""
    for error in (trouble, trouble.__context__):
        match error.args if error else ():
            case (int(number), *_) if number > 0:
                return os.strerror(number)
    return type(trouble).__name__
