"""A serial line: a Linux path or a COM port, 8N1 without flow control."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import serial

from drivers.api import ReaderUnavailable

__all__ = ["SerialPort"]

# The longest single wait inside the library. A byte ends it at once; the port's own timeout is
# never changed, since that makes some Windows drivers configure the whole port again.
_SLICE_S: Final = 0.02
_WRITE_TIMEOUT_S: Final = 1.0


class SerialPort:
    """An opened serial line.

    Raises:
        ReaderUnavailable: the port is missing, busy, forbidden, or went away.
    """

    def __init__(self, path: str, baud: int) -> None:
        self._path = path
        with self._mapped("cannot be opened"):
            self._port = serial.Serial(
                path, baud, timeout=_SLICE_S, write_timeout=_WRITE_TIMEOUT_S, exclusive=True
            )

    def write(self, data: bytes) -> None:
        """Send all of `data`."""
        with self._mapped("cannot be written to"):
            self._port.write(data)

    def read(self, timeout_s: float) -> bytes:
        """Return all that is there as soon as something is; empty after `timeout_s` of silence."""
        due = time.monotonic() + timeout_s
        with self._mapped("cannot be read"):
            while not (waiting := self._port.in_waiting):
                if time.monotonic() >= due:
                    return b""
                if first := self._port.read(1):
                    return bytes(first + self._port.read(self._port.in_waiting))
            return bytes(self._port.read(waiting))

    def flush_input(self) -> None:
        """Drop what has arrived and was not read."""
        with self._mapped("cannot be read"):
            self._port.reset_input_buffer()

    def close(self) -> None:
        """Give the port back. Closing twice does nothing."""
        with self._mapped("cannot be closed"):
            self._port.close()

    @contextmanager
    def _mapped(self, trouble: str) -> Iterator[None]:
        try:
            yield
        except ReaderUnavailable:
            raise
        # The library lets some errors of the system through as they are: OSError, termios.error
        # (no subclass of it), TypeError for a port closed meanwhile, ValueError for odd rates.
        except Exception as cause:
            raise ReaderUnavailable(f"{self._path} {trouble}: {type(cause).__name__}") from cause
