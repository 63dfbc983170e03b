"""The frames of a remote-SAM reader, which passes ciphertext and understands none of it.

::

    "RS1" | kind, 1 byte | length, u16 big-endian | payload | CRC-32 of all before, 4 bytes

====  ===============  =======================================================================
kind  asked            answered
====  ===============  =======================================================================
I     nothing          the reader's number, ASCII
F     nothing          which laying this is, u32 from 1; 0 while the plate is empty
X     opening message  what card and reader answer to it; or E with a code in ASCII
====  ===============  =======================================================================
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Final
from zlib import crc32

__all__ = ["EXCHANGE", "FIND", "IDENTIFY", "REFUSED", "Frame", "FrameReader", "encode_frame"]

IDENTIFY: Final = b"I"
FIND: Final = b"F"
EXCHANGE: Final = b"X"
REFUSED: Final = b"E"

_MAGIC: Final = b"RS1"
_KINDS: Final = (IDENTIFY, FIND, EXCHANGE, REFUSED)
_HEAD: Final = len(_MAGIC) + 3
_CHECK: Final = 4
# Two records, two certificates and signatures stay far below.
_LONGEST: Final = 8192


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame. Its payload may hold what a card has said, sealed."""

    kind: bytes
    payload: bytes = field(repr=False, default=b"")


def encode_frame(frame: Frame) -> bytes:
    """Write a frame."""
    head = _MAGIC + frame.kind + struct.pack(">H", len(frame.payload))
    return head + frame.payload + struct.pack(">I", crc32(head + frame.payload))


class FrameReader:
    """Finds frames in a stream, whatever lies between them."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        """Take in bytes and return the frames that they complete."""
        self._buffer += data
        frames: list[Frame] = []
        while (at := self._buffer.find(_MAGIC)) >= 0:
            del self._buffer[:at]
            if len(self._buffer) < _HEAD:
                return frames
            kind, length = bytes(self._buffer[3:4]), int.from_bytes(self._buffer[4:6], "big")
            size = _HEAD + length + _CHECK
            if kind not in _KINDS or length > _LONGEST:
                del self._buffer[: len(_MAGIC)]
                continue
            if len(self._buffer) < size:
                return frames
            counted = bytes(self._buffer[: size - _CHECK])
            if crc32(counted) != int.from_bytes(self._buffer[size - _CHECK : size], "big"):
                del self._buffer[: len(_MAGIC)]
                continue
            frames.append(Frame(kind, counted[_HEAD:]))
            del self._buffer[:size]
        # The tail may be the beginning of a magic.
        del self._buffer[: max(0, len(self._buffer) - len(_MAGIC) + 1)]
        return frames
