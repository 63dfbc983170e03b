"""The module's side of the SAM_V line: takes requests apart, puts replies together.

Written apart from the driver's own codec on purpose: a slip in one of them shows against the
other.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import reduce
from operator import xor

__all__ = [
    "BAUD_RATES",
    "COMMANDS",
    "PREAMBLE",
    "Defect",
    "Request",
    "RequestReader",
    "checksum",
    "encode_reply",
]

PREAMBLE = bytes.fromhex("AAAAAA9669")
BAUD_RATES = (115200, 57600, 38400, 19200, 9600)
"""What the parameter of "set speed" stands for, by position."""

_HEAD = len(PREAMBLE) + 2
_SHORTEST = 3
# No request of the language is longer than 11 bytes in all; nothing this long is waited for.
_LONGEST = 64

COMMANDS = {
    "10FF": "reset_sam",
    "11FF": "sam_status",
    "12FF": "sam_id",
    "2001": "find_card",
    "2002": "select_card",
    "3001": "read_base",
    "3003": "read_extra_address",
    "3005": "read_card_management_number",
    "3010": "read_base_fingerprint",
    "60": "set_baud",
    "61FF": "set_max_rf_frame",
}
"""The names by which faults are kept to a command: CMD PARA in hex -> name."""


class Defect(Enum):
    """What is wrong with a request, as the module sees it."""

    CHECKSUM = "checksum"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came: `body` is CMD, PARA and data; `raw` all of its bytes."""

    raw: bytes
    body: bytes
    defect: Defect | None = None


def checksum(data: bytes) -> int:
    """XOR of all bytes."""
    return reduce(xor, data, 0)


def encode_reply(status: int, data: bytes = b"", card_status: bytes = b"\x00\x00") -> bytes:
    """A whole reply frame with SW3 = `status` and SW1 SW2 = `card_status`."""
    length = len(card_status) + 1 + len(data) + 1
    counted = length.to_bytes(2, "big") + card_status + bytes([status]) + data
    return PREAMBLE + counted + bytes([checksum(counted)])


class RequestReader:
    """Finds requests in a stream, whatever lies between them."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    @property
    def has_unfinished(self) -> bool:
        """Whether a request has begun and its rest is still to come."""
        return self._buffer.startswith(PREAMBLE)

    def feed(self, data: bytes) -> list[Request]:
        """Take in bytes and return the requests that they complete."""
        self._buffer += data
        requests = []
        while (request := self._next()) is not None:
            requests.append(request)
        return requests

    def give_up(self) -> Request:
        """Drop the unfinished request, as the module does when the rest stays away."""
        raw = bytes(self._buffer)
        self._buffer.clear()
        return Request(raw, b"", Defect.LENGTH)

    def _next(self) -> Request | None:
        self._skip_to_preamble()
        if len(self._buffer) < _HEAD:
            return None
        length = int.from_bytes(self._buffer[len(PREAMBLE) : _HEAD], "big")
        if not _SHORTEST <= length <= _LONGEST:
            return Request(self._take(_HEAD), b"", Defect.LENGTH)
        if len(self._buffer) < _HEAD + length:
            return None
        raw = self._take(_HEAD + length)
        counted, check = raw[len(PREAMBLE) : -1], raw[-1]
        defect = None if checksum(counted) == check else Defect.CHECKSUM
        return Request(raw, counted[2:], defect)

    def _skip_to_preamble(self) -> None:
        at = self._buffer.find(PREAMBLE)
        if at < 0:
            # The tail may be the beginning of a preamble.
            at = max(0, len(self._buffer) - len(PREAMBLE) + 1)
        del self._buffer[:at]

    def _take(self, count: int) -> bytes:
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken
