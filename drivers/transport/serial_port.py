"""A serial line: a Linux path or a COM port, 8N1 without flow control."""

from __future__ import annotations

import select
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

import serial

from drivers.api import ReaderBusy, ReaderUnavailable
from drivers.transport.byte_stream import system_words, unavailable

__all__ = ["SerialPort"]

_WRITE_TIMEOUT_S: Final = 1.0
# The longest single wait inside the library; a byte ends it at once. It is never changed, since
# that makes some Windows drivers configure the whole port again.
_SLICE_S: Final = 0.02


class SerialPort:
    """An opened serial line.

    Raises:
        ReaderForbidden, ReaderBusy: the port is there, and not for us, or not now.
        ReaderUnavailable: it is missing, or went away.
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
        with self._mapped("cannot be read"):
            first = b"" if self._port.in_waiting else self._first_byte(timeout_s)
            return bytes(first + self._port.read(self._port.in_waiting))

    def flush_input(self) -> None:
        """Drop what has arrived and was not read."""
        with self._mapped("cannot be read"):
            self._port.reset_input_buffer()

    def close(self) -> None:
        """Give the port back. Closing twice does nothing."""
        # A port that was pulled cannot be closed properly, and nobody can help that.
        with suppress(ReaderUnavailable), self._mapped("cannot be closed"):
            self._port.close()

    if sys.platform == "win32":

        def _first_byte(self, timeout_s: float) -> bytes:
            due = time.monotonic() + timeout_s
            while not (first := bytes(self._port.read(1))) and time.monotonic() < due:
                pass
            return first
    else:

        def _first_byte(self, timeout_s: float) -> bytes:
            is_ready = select.select([self._port], [], [], timeout_s)[0]
            # A port that hung up is ready too; then reading raises.
            return bytes(self._port.read(1)) if is_ready else b""

    @contextmanager
    def _mapped(self, trouble: str) -> Iterator[None]:
        try:
            yield
        except ReaderUnavailable:
            raise
        # The library lets some errors of the system through as they are: OSError, termios.error
        # (no subclass of it), TypeError for a port closed meanwhile, ValueError for odd rates.
        except Exception as cause:
            sentence = f"{self._path} {trouble}: {system_words(cause)}"
            # So Windows says that another program has the port open, without a number.
            is_held = "PermissionError(" in str(cause)
            raise (ReaderBusy(sentence) if is_held else unavailable(cause, sentence)) from cause
