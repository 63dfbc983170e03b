"""Marks of a picture: corners in it, each with a word for what is around; they survive changes.

A word says of 48 pairs of places around a corner which one is clearly brighter. The light, the
colour and a new encoding change few of its bits, a scale up to a tenth neither.
"""

from __future__ import annotations

import random
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt

from PIL import Image, ImageChops, ImageFilter, ImageStat

from pos_client.sandbox.placement import Pairs, Placement

__all__ = ["KEYS", "Marks", "evened", "marks_of", "placed", "sized"]

KEYS = 3
"""How many keys a word has, of 16 bits each."""

_KEY_BITS = 16
_AREA = 160 * 120
_MOST = 40
_REACH, _APART = 13, 4
_CLEARLY = 10
_ROW = struct.Struct("<HHQ")
_DIRECTIONS = ((1, 0), (0, 1), (1, 1), (1, -1))
_CORNER = re.compile(rb"[^\x00-\x03]")
_SQUARES = [min(255, value * value // 16) for value in range(256)]
# Of 48 bits: how many may differ between two words for one corner, and how many pairs count.
_LIKE, _MOST_PAIRS = 8, 40
_LEAST_PAIRS = 4
_NEARER = (7.0, 5.0, 3.5, 2.5, 2.0)


@dataclass(frozen=True, slots=True)
class Marks:
    """Corners of a picture, in pixels of one of 19,200, and their words."""

    points: tuple[tuple[float, float], ...]
    words: tuple[int, ...]

    def looked_up_by(self) -> list[int]:
        """What each word is looked up by."""
        mask = (1 << _KEY_BITS) - 1
        return [
            (table << _KEY_BITS) | (word >> (table * _KEY_BITS)) & mask
            for word in self.words
            for table in range(KEYS)
        ]

    def to_bytes(self) -> bytes:
        rows = zip(self.points, self.words, strict=True)
        return b"".join(_ROW.pack(round(8 * x), round(8 * y), word) for (x, y), word in rows)

    @classmethod
    def from_bytes(cls, data: bytes) -> Marks:
        """Take what `to_bytes` gave."""
        rows = list(_ROW.iter_unpack(data))
        return cls(tuple((x / 8, y / 8) for x, y, _ in rows), tuple(word for _, _, word in rows))


def sized(grey: Image.Image, area: float) -> Image.Image:
    """The same picture with about so many pixels."""
    factor = sqrt(area / (grey.width * grey.height))
    size = (max(1, round(grey.width * factor)), max(1, round(grey.height * factor)))
    return grey.resize(size, Image.Resampling.BICUBIC)


def evened(grey: Image.Image) -> Image.Image:
    """As bright and as contrasty as any other."""
    light = ImageStat.Stat(grey)
    factor = 50 / max(4.0, light.stddev[0])
    table = [round(128 + (value - light.mean[0]) * factor) for value in range(256)]
    return grey.point([min(255, max(0, value)) for value in table])


def marks_of(grey: Image.Image, scale: float = 1.0) -> tuple[Marks, Marks]:
    """The marks of a picture and of its mirror image.

    Args:
        scale: of what is looked at; the points are where they are at a scale of 1.
    """
    small = sized(grey, _AREA * scale**2)
    corners = _corners(small)
    words, mirrored = _words(small, corners)
    width = small.width
    points = tuple(((x + 0.5) / scale, (y + 0.5) / scale) for x, y in corners)
    others = tuple(((width - x - 0.5) / scale, (y + 0.5) / scale) for x, y in corners)
    return Marks(points, words), Marks(others, mirrored)


def placed(views: Sequence[tuple[float, Marks]], known: Marks) -> tuple[int, Placement] | None:
    """How a picture lies on a known one, by the marks that both have.

    Args:
        views: the marks of the picture at several scales.

    Returns:
        How many marks agree, and the placement in pixels of pictures of 19,200; None if too few.
    """
    if not known.words:
        return None
    pairs = _alike(views, known)
    if len(pairs) <= _LEAST_PAIRS:
        return None
    both = [(one, other) for _, one, other in pairs]
    best = max(
        (Placement(scale, 0.0, u - scale * x, v - scale * y) for scale, (x, y), (u, v) in pairs),
        key=lambda start: _moved_alike(both, start),
    )
    agreeing: Pairs = ()
    for within in _NEARER:
        agreeing = _agreeing(both, best, within)
        if len({other for _, other in agreeing}) < _LEAST_PAIRS:
            return None
        better = Placement.of(agreeing)
        if better is None:
            return None
        best = better
    return len({other for _, other in agreeing}), best


def _moved_alike(pairs: Pairs, start: Placement) -> int:
    """How many pairs agree with a placement that turns nothing."""
    scale, right, down = start.a, start.right, start.down
    within = _NEARER[0]
    return sum(
        -within < scale * x + right - u < within and -within < scale * y + down - v < within
        for (x, y), (u, v) in pairs
    )


def _agreeing(pairs: Pairs, placement: Placement, within: float) -> Pairs:
    return [pair for pair in pairs if placement.misses(*pair) < within]


def _alike(
    views: Sequence[tuple[float, Marks]], known: Marks
) -> list[tuple[float, tuple[float, float], tuple[float, float]]]:
    """Points whose words are nearly the same, those nearest first, with the scale of the view."""
    found = []
    for scale, marks in views:
        for point, word in zip(marks.points, marks.words, strict=True):
            gaps = [(word ^ other).bit_count() for other in known.words]
            least = min(gaps)
            if least <= _LIKE:
                found.append((least, scale, point, known.points[gaps.index(least)]))
    found.sort()
    return [(scale, one, other) for _, scale, one, other in found[:_MOST_PAIRS]]


def _corners(grey: Image.Image) -> list[tuple[int, int]]:
    """Where a picture changes whichever way one looks: the clearest places, none near another."""
    clear = Image.new("L", grey.size, 255)
    for across, down in _DIRECTIONS:
        moved = (ImageChops.offset(grey, sign * across, sign * down) for sign in (1, -1))
        change = ImageChops.difference(*moved).point(_SQUARES).filter(ImageFilter.BoxBlur(2))
        clear = ImageChops.darker(clear, change)
    edge, width = _REACH + 1, grey.width
    data = clear.tobytes()
    found = []
    for y in range(edge, grey.height - edge):
        row = data[y * width + edge : (y + 1) * width - edge]
        found += [(row[at.start()], at.start() + edge, y) for at in _CORNER.finditer(row)]
    found.sort(reverse=True)
    return _apart(found)


def _apart(found: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
    taken: set[tuple[int, int]] = set()
    corners: list[tuple[int, int]] = []
    for _, x, y in found:
        column, row = x // _APART, y // _APART
        if (column, row) in taken:
            continue
        corners.append((x, y))
        if len(corners) == _MOST:
            break
        taken |= {(column + a, row + b) for a in (-1, 0, 1) for b in (-1, 0, 1)}
    return corners


def _words(
    grey: Image.Image, corners: list[tuple[int, int]]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    light = evened(grey.filter(ImageFilter.GaussianBlur(1.6))).tobytes()
    width = grey.width
    both = []
    for sign in (1, -1):
        ways = [(y * width + sign * x, v * width + sign * u) for x, y, u, v in _pairs_of_places()]
        words = []
        for x, y in corners:
            here, word = y * width + x, 0
            for one, other in ways:
                word = word << 1 | (light[here + one] > light[here + other] + _CLEARLY)
            words.append(word)
        both.append(tuple(words))
    return both[0], both[1]


@cache
def _pairs_of_places() -> tuple[tuple[int, int, int, int], ...]:
    pick = random.Random("words")  # noqa: S311 - any pairs do, as long as they stay the same

    def near() -> int:
        return max(-_REACH, min(_REACH, round(pick.gauss(0, _REACH / 2.2))))

    return tuple((near(), near(), near(), near()) for _ in range(KEYS * _KEY_BITS))
