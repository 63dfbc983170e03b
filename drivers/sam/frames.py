"""Frames of the SAM_V language: building them, and finding them in whatever the line delivers.

::

    request   AA AA AA 96 69 | LEN (2) | CMD PARA    | DATA | CHK
    reply     AA AA AA 96 69 | LEN (2) | SW1 SW2 SW3 | DATA | CHK

LEN is big-endian and counts everything behind itself; CHK is the XOR of LEN and all up to CHK.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import reduce
from operator import xor
from typing import Final

__all__ = [
    "LONGEST_REPLY",
    "PREAMBLE",
    "Defect",
    "FrameScanner",
    "Reply",
    "ReplyParser",
    "checksum",
    "encode_request",
]

PREAMBLE: Final = bytes.fromhex("AAAAAA9669")
# LEN of the longest reply known: text, photo and two fingers (command 30 10).
LONGEST_REPLY: Final = 0x090A
_HEAD: Final = len(PREAMBLE) + 2


class Defect(StrEnum):
    """Why something that began like a frame was none."""

    CHECKSUM = "checksum"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Reply:
    """One sound reply. Its repr shows no data, since that may be a person."""

    status: int
    data: bytes = field(default=b"", repr=False)
    sw1: int = 0
    sw2: int = 0


def checksum(covered: bytes | bytearray | memoryview) -> int:
    """XOR of all bytes from LEN to the last one before CHK."""
    return reduce(xor, covered, 0)


def encode_request(command: int, parameter: int, data: bytes = b"") -> bytes:
    """Build a whole request frame."""
    body = bytes((command, parameter)) + data
    covered = (len(body) + 1).to_bytes(2, "big") + body
    return PREAMBLE + covered + bytes((checksum(covered),))


class FrameScanner:
    """Finds frames in a stream of arbitrary pieces, however much litter lies between them.

    After any defect the search goes on one byte behind the failed preamble, not behind the
    claimed end, so a good frame that a wrong length swallowed is found. Memory is bounded by
    the longest frame and one piece. A sound frame up to `echo` long is passed on like any
    other, a damaged one was too short from the start.
    """

    def __init__(self, shortest: int, longest: int, *, echo: int = 0) -> None:
        self._shortest = shortest
        self._longest = longest
        self._echo = echo
        self._buffer = bytearray()
        self.first_defect: Defect | None = None
        self.damaged_length: int | None = None

    @property
    def pending_length(self) -> int | None:
        """The LEN that an unfinished frame claims, or None where no frame is under way."""
        if len(self._buffer) < _HEAD:
            return None
        return int.from_bytes(self._buffer[len(PREAMBLE) : _HEAD], "big")

    def reset(self) -> None:
        """Forget all bytes and defects."""
        self._buffer.clear()
        self.first_defect = None
        self.damaged_length = None

    def feed(self, piece: bytes) -> list[bytes]:
        """Take in some bytes; return the bodies (behind LEN, before CHK) that became complete."""
        self._buffer += piece
        bodies: list[bytes] = []
        while self._align():
            length = int.from_bytes(self._buffer[len(PREAMBLE) : _HEAD], "big")
            if not self._shortest <= length <= self._longest:
                self._reject(Defect.LENGTH)
            elif len(self._buffer) < _HEAD + length:
                break
            elif (body := self._body_at(0)) is None:
                self.damaged_length = length
                is_echo = length <= self._echo
                self._reject(Defect.LENGTH if is_echo else Defect.CHECKSUM)
            else:
                bodies.append(body)
                del self._buffer[: _HEAD + length]
        return bodies

    def salvage(self) -> list[bytes]:
        """Search what an unfinished frame swallowed; leave it as it is when nothing is there."""
        bodies: list[bytes] = []
        position = self._buffer.find(PREAMBLE, 1)
        end = 0
        while position >= 0:
            body = self._body_at(position)
            if body is None:
                position = self._buffer.find(PREAMBLE, position + 1)
                continue
            bodies.append(body)
            end = position + _HEAD + len(body) + 1
            position = self._buffer.find(PREAMBLE, end)
        del self._buffer[:end]
        return bodies

    def _align(self) -> bool:
        """Drop what cannot begin a frame; tell whether a whole head stands at the front."""
        start = self._buffer.find(PREAMBLE)
        if start < 0:
            # The last four bytes may be the beginning of a preamble whose rest is on its way.
            del self._buffer[: max(0, len(self._buffer) - len(PREAMBLE) + 1)]
            return False
        del self._buffer[:start]
        return len(self._buffer) >= _HEAD

    def _body_at(self, position: int) -> bytes | None:
        """Return the body of a complete and sound frame at `position`, or None."""
        head = position + _HEAD
        if len(self._buffer) < head:
            return None
        length = int.from_bytes(self._buffer[head - 2 : head], "big")
        end = head + length
        if not self._shortest <= length <= self._longest or len(self._buffer) < end:
            return None
        if checksum(self._buffer[head - 2 : end - 1]) != self._buffer[end - 1]:
            return None
        return bytes(self._buffer[head : end - 1])

    def _reject(self, defect: Defect) -> None:
        self.first_defect = self.first_defect or defect
        del self._buffer[0]


class ReplyParser:
    """Finds replies. Feed it bytes as they come; it never raises."""

    # A frame with LEN 3 has room for a request only: our own one, echoed by an RS-485 adapter.
    _ECHO_LENGTH: Final = 3

    def __init__(self) -> None:
        self._scanner = FrameScanner(self._ECHO_LENGTH, LONGEST_REPLY, echo=self._ECHO_LENGTH)

    @property
    def first_defect(self) -> Defect | None:
        """The first thing that was wrong since the last reset."""
        return self._scanner.first_defect

    @property
    def pending_length(self) -> int | None:
        """The LEN of an unfinished reply."""
        return self._scanner.pending_length

    @property
    def damaged_length(self) -> int | None:
        """The LEN of the last frame that was complete and failed its checksum."""
        return self._scanner.damaged_length

    def reset(self) -> None:
        """Forget everything, as after flushing the line."""
        self._scanner.reset()

    def feed(self, piece: bytes) -> list[Reply]:
        """Take in some bytes; return the replies that became complete."""
        return self._replies(self._scanner.feed(piece))

    def salvage(self) -> list[Reply]:
        """Return the good replies inside an unfinished one, for when the line went quiet."""
        return self._replies(self._scanner.salvage())

    def conclude(self) -> Defect | None:
        """Tell the first defect once no more bytes will come; an unfinished frame is none."""
        if self.first_defect is None and self.pending_length == self._ECHO_LENGTH:
            return Defect.LENGTH
        return self.first_defect

    def _replies(self, bodies: list[bytes]) -> list[Reply]:
        return [
            Reply(status=body[2], data=body[3:], sw1=body[0], sw2=body[1])
            for body in bodies
            if len(body) + 1 > self._ECHO_LENGTH
        ]
