"""Good replies to damage, built apart from the driver's own codec."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, reduce
from operator import xor

from drivers.simulator.deck import load_deck

__all__ = ["PREAMBLE", "RECORD_AT", "Good", "framed", "good_frames", "parity", "refitted"]

PREAMBLE = b"\xaa\xaa\xaa\x96\x69"
# Where text and photo begin in the frame of a record: preamble, LEN, SW1..SW3, two lengths.
RECORD_AT = 14
_SHORT = ((0x80, b""), (0x9F, bytes(4)), (0x90, bytes(8)), (0x90, bytes(range(16))), (0x41, b""))


@dataclass(frozen=True, slots=True)
class Good:
    """A good frame; `is_record` tells whether it holds an invented person."""

    frame: bytes = field(repr=False)
    is_record: bool = True


def framed(status: int, data: bytes) -> bytes:
    """Put a reply together."""
    return refitted(PREAMBLE + (len(data) + 4).to_bytes(2, "big") + bytes((0, 0, status)) + data)


def refitted(without_check: bytes) -> bytes:
    """Put the check behind everything else of a frame."""
    return without_check + bytes((parity(without_check[len(PREAMBLE) :]),))


def parity(counted: bytes) -> int:
    """XOR of all bytes: eight columns of them at a time, then the eight among themselves."""
    words = memoryview(counted.ljust((len(counted) + 7) // 8 * 8, b"\0")).cast("Q")
    return reduce(xor, reduce(xor, words, 0).to_bytes(8, "little"))


@cache
def good_frames() -> tuple[tuple[Good, ...], tuple[Good, ...]]:
    """The records of the shipped deck, and some replies that are none."""
    records = []
    for entry in load_deck().entries:
        if entry.letter is None:
            card = entry.card()
            lengths = len(card.text).to_bytes(2, "big") + len(card.photo).to_bytes(2, "big")
            records.append(Good(framed(0x90, lengths + card.text + card.photo)))
    return tuple(records), tuple(Good(framed(*reply), is_record=False) for reply in _SHORT)
