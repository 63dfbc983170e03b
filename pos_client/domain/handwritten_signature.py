"""What a customer writes by hand on the pad: strokes of a pen, bound to what was signed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from math import hypot

__all__ = [
    "MOST_POINTS",
    "PAD_WIDTH",
    "HandwrittenSignature",
    "Pen",
    "Point",
    "Stroke",
]

PAD_WIDTH = 10_000
"""Coordinates count in this many parts of the pad's width, down and to the right alike."""

MOST_POINTS = 4_000
_LEAST_POINTS = 12
_LEAST_INK = PAD_WIDTH // 4


class Pen(StrEnum):
    """What wrote."""

    MOUSE = "MOUSE"
    PEN = "PEN"
    FINGER = "FINGER"


@dataclass(frozen=True, slots=True)
class Point:
    """One moment of a stroke.

    Attributes:
        t_ms: milliseconds since the pad was touched first.
        pressure: 0 to 1000; 500 where the device cannot tell.
    """

    x: int
    y: int
    t_ms: int
    pressure: int = 500


Stroke = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class HandwrittenSignature:
    """A signature as it was written.

    Attributes:
        pad_height: in the units of the coordinates.
        signed_sha256: SHA-256 of what stood above the pad, 32 bytes.
    """

    strokes: tuple[Stroke, ...] = field(repr=False)
    pad_height: int
    pen: Pen
    signed_sha256: bytes
    signed_at: datetime

    @property
    def is_written(self) -> bool:
        """Whether there is enough ink for a hand to have written it: no tap, no dot, no tick."""
        points = sum(len(stroke) for stroke in self.strokes)
        return _LEAST_POINTS <= points <= MOST_POINTS and self._ink >= _LEAST_INK

    def is_same_ink(self, other: HandwrittenSignature) -> bool:
        """Whether one is a copy of the other, whenever and by what it was written: no hand writes
        the same points twice."""
        return self._places == other._places

    @property
    def _places(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        return tuple(tuple((point.x, point.y) for point in stroke) for stroke in self.strokes)

    @property
    def _ink(self) -> float:
        return sum(
            hypot(after.x - before.x, after.y - before.y)
            for stroke in self.strokes
            for before, after in pairwise(stroke)
        )
