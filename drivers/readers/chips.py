"""What a chip in a PC/SC slot gives: a whole record, its presence, or the number of a SIM."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, TypeAlias

from drivers.apdu import OK, Answer, Conversation, exchange
from drivers.api import AddressInvalid, CardPresent, SimRead, SimRefused
from drivers.card.layouts import PHOTO_SIZE, TEXT_SIZE
from drivers.sam.payloads import BaseRecord, parse_base, parse_sam_id
from drivers.sam.tries import Setback
from drivers.sim_card import sim_conversation

__all__ = [
    "DEFAULT_ATR_RULE",
    "AtrRule",
    "Finding",
    "PageLayout",
    "PagedRecord",
    "is_contactless",
    "read_chip",
]

_HEAD: Final = 4
_RECORD: Final = _HEAD + TEXT_SIZE + PHOTO_SIZE
# No such class, instruction or function: this chip, or its reader, has no pages.
_NO_PAGES: Final = frozenset({0x6E00, 0x6D00, 0x6881, 0x6882, 0x6A81})
# The data ended before as much of it as was asked for.
_SHORT: Final = 0x6282
_READ_CHIP_NUMBER: Final = bytes.fromhex("0036000008")
# An ATR that the reader made up for a contactless chip (PC/SC part 3), and one whose historical
# bytes are what an ID chip says of itself in its ATQB.
_CONTACTLESS: Final = re.compile(rb"\x3b[\x80-\x8f]\x80\x01")
_ID_CHIP: Final = re.compile(rb"\x3b[\x80-\x8f]\x80\x01\xd1\x03\x86", re.DOTALL)
_PART: Final = re.compile(r"(\d{1,2}):((?:[0-9A-Fa-f]{2})+)")
# Bytes 13 and 14, counted from 0: where PC/SC names the card of a memory reader.
DEFAULT_ATR_RULE: Final = "13:9000"


@dataclass(frozen=True, slots=True)
class AtrRule:
    """By which bytes of its ATR a card behind a SAM is known: offset and value, all of them."""

    parts: tuple[tuple[int, bytes], ...]

    @classmethod
    def parse(cls, text: str) -> AtrRule:
        """Read a rule such as `13:9000` or `1:8F,13:9000`, offsets from 0.

        Raises:
            AddressInvalid: it is none.
        """
        parts = []
        for word in text.split(","):
            part = _PART.fullmatch(word.strip())
            if part is None:
                raise AddressInvalid(f"atr={text!r} is not OFFSET:HEX[,OFFSET:HEX], as in 13:9000")
            parts.append((int(part[1]), bytes.fromhex(part[2])))
        return cls(tuple(parts))

    def matches(self, atr: bytes) -> bool:
        return all(atr[at : at + len(value)] == value for at, value in self.parts)


@dataclass(frozen=True, slots=True)
class PageLayout:
    """How a reader hands out a record: in how many pages of which size, and for which ATR.

    Attributes:
        count: how many pages there are at most; with 0 the slot is no reader of ID cards.
        sam_id_command: what a vendor documents for asking the SAM id; none is common to all.
    """

    atr: AtrRule
    size: int = 256
    count: int = 6
    sam_id_command: bytes = b""

    def serves(self, atr: bytes) -> bool:
        """Whether a chip with this ATR is read in pages."""
        return self.count > 0 and self.atr.matches(atr)

    def command(self, page: int) -> bytes:
        return bytes([0xFF, 0xB0, page, 0x00, self.size % 256])


@dataclass(frozen=True, slots=True)
class PagedRecord:
    """A record as its pages gave it, still unjudged, and what the reader told besides."""

    base: BaseRecord
    chip_number: str
    sam_id: str


Finding: TypeAlias = PagedRecord | CardPresent | SimRead | SimRefused


class _NotPaged(Exception):
    """The ATR looks right and the chip knows no pages."""


def read_chip(atr: bytes, layout: PageLayout) -> Conversation[Finding]:
    """Read whatever chip this is.

    Raises:
        Setback: a record is there and did not come whole.
    """
    if layout.serves(atr):
        try:
            return (yield from _paged_record(layout))
        except _NotPaged:
            pass  # some chips for contact readers have an ATR like that
    if is_contactless(atr):
        number = yield from _chip_number()
        if number or _ID_CHIP.match(atr):
            return CardPresent(number)
    return (yield from sim_conversation())


def is_contactless(atr: bytes) -> bool:
    """Whether this ATR is the reader's own word for a chip in its field."""
    return _CONTACTLESS.match(atr) is not None


def _paged_record(layout: PageLayout) -> Conversation[PagedRecord]:
    first = stream = yield from _page(layout, 0)
    total = _length_of(first, layout)
    for at in range(0, total, layout.size):
        if at:
            stream += yield from _page(layout, at // layout.size)
        if len(stream) < min(at + layout.size, total):
            raise Setback("inner_length", is_record=True)  # nothing fits behind a gap
    if total < _RECORD and stream[total:].strip(b"\x00\xff"):
        raise Setback("inner_length", is_record=True)
    # What came first may have been left over from the card before.
    if (yield from _page(layout, 0)) != first:
        raise Setback("sequence_error", is_record=True)
    sam_id = yield from _sam_id(layout)
    number = yield from _chip_number()
    return PagedRecord(parse_base(stream[:total]), number, sam_id)


def _length_of(stream: bytes, layout: PageLayout) -> int:
    """Take the stream's own word for its length, as far as the pages reach."""
    if len(stream) < _HEAD:
        raise Setback("inner_length", is_record=True)
    text, photo = (int.from_bytes(stream[at : at + 2], "big") for at in (0, 2))
    total = _HEAD + text + photo
    if total > layout.size * layout.count:
        raise Setback("inner_length", is_record=True)
    return total


def _page(layout: PageLayout, page: int) -> Conversation[bytes]:
    answer = yield from exchange(layout.command(page))
    if page == 0 and answer.status in _NO_PAGES:
        raise _NotPaged
    if answer.status not in (OK, _SHORT):
        raise Setback("read_failed")
    if len(answer.data) > layout.size:
        raise Setback("inner_length", is_record=True)
    return answer.data


def _sam_id(layout: PageLayout) -> Conversation[str]:
    if not layout.sam_id_command:
        return ""
    answer = yield from exchange(layout.sam_id_command)
    return parse_sam_id(answer.data) if _has(answer, 16) else ""


def _chip_number() -> Conversation[str]:
    answer = yield from exchange(_READ_CHIP_NUMBER)
    return answer.data.hex().upper() if _has(answer, 8) and any(answer.data) else ""


def _has(answer: Answer, size: int) -> bool:
    return answer.status == OK and len(answer.data) == size
