"""What the data of a good reply holds, apart from the card's own text."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Final

from drivers.card.checks import RecordRefused

__all__ = [
    "BaseRecord",
    "Finger",
    "ManagementNumber",
    "parse_base",
    "parse_base_with_fingers",
    "parse_extra_address",
    "parse_fingers",
    "parse_management_number",
    "parse_sam_id",
]

_FINGER_SIZE: Final = 512
_PADDING: Final = " \0"


@dataclass(frozen=True, slots=True)
class BaseRecord:
    """The pieces of a record, still unjudged. Its repr shows nothing of them."""

    text: bytes = field(repr=False)
    photo: bytes = field(repr=False)
    fingers: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class ManagementNumber:
    """The chip's own numbers; none of them is the ID number."""

    iin: str
    chip_sn: str = field(repr=False)
    card_dn: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Finger:
    """The head of one template, for recognising a record; the template itself is left alone."""

    registered: int
    position: int
    quality: int


def _split(data: bytes, parts: int) -> list[bytes]:
    """Cut `data` by the big-endian lengths at its head; they must add up exactly."""
    head = parts * 2
    if len(data) < head:
        raise RecordRefused("inner_length")
    lengths = struct.unpack_from(f">{parts}H", data)
    if head + sum(lengths) != len(data):
        raise RecordRefused("inner_length")
    pieces = []
    start = head
    for length in lengths:
        pieces.append(data[start : start + length])
        start += length
    return pieces


def parse_base(data: bytes) -> BaseRecord:
    """Cut the answer to 30 01 into text and photo."""
    text, photo = _split(data, 2)
    return BaseRecord(text, photo)


def parse_base_with_fingers(data: bytes) -> BaseRecord:
    """Cut the answer to 30 10 into text, photo and fingers."""
    text, photo, fingers = _split(data, 3)
    return BaseRecord(text, photo, fingers)


def parse_fingers(fingers: bytes) -> tuple[Finger, ...]:
    """Read the head of each template of 512 bytes."""
    starts = range(0, len(fingers) - _FINGER_SIZE + 1, _FINGER_SIZE)
    return tuple(Finger(*fingers[start + 4 : start + 7]) for start in starts)


def parse_sam_id(data: bytes) -> str:
    """Print the sixteen bytes of a SAM id the way it is engraved, 36 characters."""
    one, two, *rest = struct.unpack("<HHIII", data)
    return f"{one:02d}.{two:02d}-{rest[0]:08d}-{rest[1]:010d}-{rest[2]:010d}"


def parse_extra_address(data: bytes) -> str:
    """Decode the newest extra address, 35 code units."""
    return data.decode("utf-16-le", "replace").rstrip(_PADDING)


def parse_management_number(data: bytes) -> ManagementNumber:
    """Cut the 28 bytes of a management number."""
    return ManagementNumber(data[:4].hex(), data[4:12].hex(), data[12:28].hex())
