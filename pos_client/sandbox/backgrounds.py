"""What stands behind a customer: the wall left and right of them, told again without anybody.

Two things are kept of a photo. Its *profile* says from row to row how much brighter the wall gets
here than across the picture, which is the same for everybody who stands at one counter and another
at another one: light and contrast change little of it, and a bare wall, or one with a shelf or a
stripe from side to side, as many shops have, has none. Its *blocks* say the pixels themselves: a
camera never gives two frames with the same, so many equal ones are one picture twice.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import eq
from zlib import crc32

from PIL import Image

from pos_client.sandbox.heads import opened_jpeg

__all__ = ["SAME_PLACE_BELOW", "Background", "background_of", "unpacked_blocks"]

SAME_PLACE_BELOW = 0.45
"""Gap up to which two profiles are of one wall."""

_SIZE = (320, 240)
# The outer sixths of the width, in three columns each, and the upper three quarters: beside a head
# and above most shoulders.
_COLUMNS, _SIDE, _HEIGHT = 3, 48, 180
_ROWS = 30
_STEP, _MOST = 3, 7
_LEAST_STRUCTURE = 14
_BLOCK, _FLAT = 8, 4
_EVEN = 128
_SIZES = [abs(step - _EVEN) for step in range(256)]
# As many bits from below as a step is above the least one.
_DEGREES = [
    ((1 << min(2 * _MOST, max(0, step - _EVEN + _MOST))) - 1).to_bytes(2) for step in range(256)
]


@dataclass(frozen=True, slots=True)
class Background:
    """A wall as it is told again.

    Attributes:
        profile: steps of brightness down each column, as bytes around 128.
        blocks: a word for the pixels of each block; 0 of one that is flat and says nothing.
    """

    profile: bytes
    blocks: tuple[int, ...]

    @property
    def is_bare(self) -> bool:
        """Whether there is too little on this wall to know it by."""
        return sum(map(_SIZES.__getitem__, self.profile)) < _LEAST_STRUCTURE

    def gap(self, profile: bytes) -> float:
        """How far a wall is from a known one: 0 for the same, 1 for nothing alike."""
        known, known_steps = _thermometer(profile)
        moved = (_thermometer(each) for each in _shifts(self.profile))
        return min(_gap(word ^ known, steps + known_steps) for word, steps in moved)

    def frozen_share(self, blocks: Sequence[int]) -> float:
        """What share of the blocks that say anything is equal to the pixel in another photo."""
        if len(blocks) != len(self.blocks):
            return 0.0  # of a frame of another size
        # A flat block is like every other flat one, so it is made like none.
        own = [block or -1 for block in self.blocks]
        telling = len(own) - own.count(-1)
        return sum(map(eq, own, blocks)) / telling if telling >= len(own) // 8 else 0.0

    @property
    def packed_blocks(self) -> bytes:
        return struct.pack(f"<{len(self.blocks)}I", *self.blocks)


def background_of(jpeg: bytes) -> Background | None:
    """The wall of a camera's frame; None for what is none."""
    opened = opened_jpeg(jpeg)
    if opened is None:
        return None
    grey = opened.convert("L")
    blocks = tuple(_word(grey, box) for box in _boxes(grey.size))
    return Background(_profile(grey.resize(_SIZE, Image.Resampling.BOX)), blocks)


def unpacked_blocks(data: bytes) -> tuple[int, ...]:
    """Take back what `packed_blocks` gave."""
    return struct.unpack(f"<{len(data) // 4}I", data)


def _profile(grey: Image.Image) -> bytes:
    width, _ = grey.size
    columns = []
    for left in (0, width - _SIDE):
        side = grey.crop((left, 0, left + _SIDE, _HEIGHT))
        small = side.resize((_COLUMNS, _ROWS + 1), Image.Resampling.BOX).tobytes()
        for column in range(_COLUMNS):
            tones = small[column::_COLUMNS]
            columns.append([below - above for above, below in pairwise(tones)])
    # What goes from side to side changes alike in all of them.
    usual = [sum(row) / len(row) for row in zip(*columns, strict=True)]
    return bytes(
        _step(change - common)
        for column in columns
        for change, common in zip(column, usual, strict=True)
    )


def _step(change: float) -> int:
    steps = round(change / _STEP)
    return _EVEN + max(-_MOST, min(_MOST, steps))


def _shifts(profile: bytes) -> tuple[bytes, ...]:
    """The wall as it is, and a row higher and lower, column by column."""
    empty = bytes([_EVEN])
    columns = [profile[begin : begin + _ROWS] for begin in range(0, len(profile), _ROWS)]
    higher = b"".join(column[1:] + empty for column in columns)
    return profile, higher, b"".join(empty + column[:-1] for column in columns)


@lru_cache(maxsize=4096)
def _thermometer(profile: bytes) -> tuple[int, int]:
    """A profile as one word in which steps differ by so many bits as they are apart, and how much
    there is of it."""
    word = int.from_bytes(b"".join(map(_DEGREES.__getitem__, profile)))
    return word, sum(map(_SIZES.__getitem__, profile))


def _gap(apart: int, both: int) -> float:
    return apart.bit_count() / both if both else 1.0


def _boxes(size: tuple[int, int]) -> list[tuple[int, int, int, int]]:
    """Blocks on the lattice of the encoding, at both sides."""
    width, height = size
    across, down = width * _SIDE // _SIZE[0] // _BLOCK, height * _HEIGHT // _SIZE[1] // _BLOCK
    lefts = [place * _BLOCK for place in range(across)]
    lefts += [width // _BLOCK * _BLOCK - (place + 1) * _BLOCK for place in range(across)]
    return [
        (left, row * _BLOCK, left + _BLOCK, (row + 1) * _BLOCK)
        for left in lefts
        for row in range(down)
    ]


def _word(grey: Image.Image, box: tuple[int, int, int, int]) -> int:
    pixels = grey.crop(box).tobytes()
    return 0 if max(pixels) - min(pixels) < _FLAT else crc32(pixels) or 1
