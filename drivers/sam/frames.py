"""Frames of the SAM_V language: building them, and finding them in whatever the line delivers.

::

    request   AA AA AA 96 69 | LEN (2) | CMD PARA    | DATA | CHK
    reply     AA AA AA 96 69 | LEN (2) | SW1 SW2 SW3 | DATA | CHK

LEN is big-endian and counts everything behind itself; CHK is the XOR of LEN and all up to CHK.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
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

    @property
    def frame_size(self) -> int:
        """How many bytes it was on the line."""
        return _HEAD + 3 + len(self.data) + 1


def checksum(covered: bytes | bytearray | memoryview) -> int:
    """XOR of all bytes from LEN to the last one before CHK.

    Folded in halves as one large number: a record takes a tenth of the time it takes bytewise.
    """
    folded, width = int.from_bytes(covered, "little"), len(covered)
    while width > 1:
        width = (width + 1) // 2
        folded = (folded >> 8 * width) ^ (folded & ((1 << 8 * width) - 1))
    return folded


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
        self.damaged_lengths: set[int] = set()

    @property
    def rest(self) -> bytes:
        """What was taken in and is not part of a body that was returned."""
        return bytes(self._buffer)

    @property
    def pending_length(self) -> int | None:
        """The LEN that an unfinished frame claims, or None where no frame is under way."""
        if len(self._buffer) < _HEAD:
            return None
        return int.from_bytes(self._buffer[len(PREAMBLE) : _HEAD], "big")

    def reset(self) -> None:
        """Forget all bytes and defects."""
        self._drop(len(self._buffer))
        self.first_defect = None
        self.damaged_lengths.clear()

    def feed(self, piece: bytes) -> list[bytes]:
        """Take in some bytes; return the bodies (behind LEN, before CHK) that became complete."""
        self.add(piece)
        return list(iter(self.next_body, None))

    def add(self, piece: bytes) -> None:
        """Take in some bytes and look at none of them yet."""
        self._buffer += piece

    def next_body(self) -> bytes | None:
        """Return the next complete body, and leave alone what follows it."""
        while self._align():
            length = int.from_bytes(self._buffer[len(PREAMBLE) : _HEAD], "big")
            if not self._shortest <= length <= self._longest:
                self._reject(Defect.LENGTH)
            elif len(self._buffer) < _HEAD + length:
                return None
            elif (body := self._body_at(0)) is None:
                self.damaged_lengths.add(length)
                is_echo = length <= self._echo
                self._reject(Defect.LENGTH if is_echo else Defect.CHECKSUM)
            else:
                self._drop(_HEAD + length)
                return body
        return None

    def salvage(self) -> list[bytes]:
        """Search what an unfinished frame swallowed; leave it as it is when nothing is there."""
        return list(iter(self.salvage_body, None))

    def salvage_body(self) -> bytes | None:
        """Return the first body that an unfinished frame swallowed, and drop all before it."""
        position = self._buffer.find(PREAMBLE)
        while position >= 0:
            if (body := self._body_at(position)) is not None:
                self._drop(position + _HEAD + len(body) + 1)
                return body
            position = self._buffer.find(PREAMBLE, position + 1)
        return None

    def _align(self) -> bool:
        """Drop what cannot begin a frame; tell whether a whole head stands at the front."""
        start = self._buffer.find(PREAMBLE)
        if start < 0:
            # The last four bytes may be the beginning of a preamble whose rest is on its way.
            self._drop(max(0, len(self._buffer) - len(PREAMBLE) + 1))
            return False
        self._drop(start)
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
        self._drop(1)

    def _drop(self, count: int) -> None:
        """Overwrite and forget the first bytes: taking them off alone leaves them in memory."""
        self._buffer[:count] = bytes(count)
        del self._buffer[:count]


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
    def damaged_lengths(self) -> frozenset[int]:
        """LEN of every frame that was complete and failed its checksum."""
        return frozenset(self._scanner.damaged_lengths)

    @property
    def rest(self) -> bytes:
        """What was taken in and is not part of a reply that was returned."""
        return self._scanner.rest

    def reset(self) -> None:
        """Forget everything, as after flushing the line."""
        self._scanner.reset()

    def feed(self, piece: bytes) -> list[Reply]:
        """Take in some bytes; return the replies that became complete."""
        self.add(piece)
        return list(iter(self.next_reply, None))

    def add(self, piece: bytes) -> None:
        """Take in some bytes and look at none of them yet."""
        self._scanner.add(piece)

    def next_reply(self) -> Reply | None:
        """Return the next complete reply, and leave alone what follows it."""
        return self._first(self._scanner.next_body)

    def salvage(self) -> list[Reply]:
        """Return the good replies inside an unfinished one, for when the line went quiet."""
        return list(iter(self.salvage_reply, None))

    def salvage_reply(self) -> Reply | None:
        """Return the first of them, and leave alone what follows it."""
        return self._first(self._scanner.salvage_body)

    def conclude(self) -> Defect | None:
        """Tell the first defect once no more bytes will come; an unfinished frame is none."""
        if self.first_defect is None and self.pending_length == self._ECHO_LENGTH:
            return Defect.LENGTH
        return self.first_defect

    def _first(self, next_body: Callable[[], bytes | None]) -> Reply | None:
        while (body := next_body()) is not None:
            if len(body) + 1 > self._ECHO_LENGTH:
                return Reply(status=body[2], data=body[3:], sw1=body[0], sw2=body[1])
        return None
