"""A library at the other end of a line: requests are names, answers come whole."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

from drivers.sam import commands, status
from drivers.vendor.supervisor import Answer, Stopped, Supervisor

__all__ = ["CallTimeouts", "LibraryLine", "decode_outcome"]

_STOPPED: Final = b"S"
_ANSWERED: Final = b"A"
_CODE: Final = struct.Struct(">i")


@dataclass(frozen=True, slots=True)
class CallTimeouts:
    """After how long a function that does not come back is ended with its process."""

    call_s: float = 3.0
    read_s: float = 5.0


class LibraryLine:
    """The `ByteStream` between a session and a supervised library.

    Takes over `supervisor`, opens it, and closes it, also when opening fails.
    """

    def __init__(self, supervisor: Supervisor, timeouts: CallTimeouts) -> None:
        self._supervisor = supervisor
        self._timeouts = timeouts
        self._asked = ""
        self._stop: Stopped | None = None
        try:
            supervisor.open()
        except BaseException:
            supervisor.close()
            raise

    def write(self, data: bytes) -> None:
        """Call the function that stands behind a command's name."""
        self._asked = data.decode()
        is_read = self._asked == commands.READ_BASE.name
        timeout_s = self._timeouts.read_s if is_read else self._timeouts.call_s
        if self._stop is None:
            self._supervisor.call(self._asked, b"", timeout_s)

    def read(self, timeout_s: float) -> bytes:
        """Return what became of the call, in a form of `decode_outcome`; empty while it lasts.

        A stop between two calls has taken along what the module was told before: it is what
        becomes of the next one.
        """
        outcome: Answer | Stopped | None = self._stop
        if outcome is None or not self._asked:
            outcome = self._supervisor.take(timeout_s)
        if isinstance(outcome, Stopped):
            self._stop = outcome
        if outcome is None or not self._asked:
            return b""
        asked, self._asked, self._stop = self._asked, "", None
        if isinstance(outcome, Stopped):
            return _STOPPED + bytes((outcome.restart,))
        if asked == commands.READ_BASE.name and outcome.code == status.SUCCESS:
            self._supervisor.forgive()
        return _ANSWERED + _CODE.pack(outcome.code) + outcome.data

    def flush_input(self) -> None:
        """Nothing is left over: an answer that nobody waits for is dropped as it comes."""

    def close(self) -> None:
        """End the worker. Closing twice does nothing."""
        self._supervisor.close()


def decode_outcome(piece: bytes) -> Answer | int:
    """Return an answer, or the number of the restart after which there will be none."""
    if piece.startswith(_STOPPED):
        return piece[1]
    return Answer(_CODE.unpack_from(piece, 1)[0], piece[1 + _CODE.size :])
