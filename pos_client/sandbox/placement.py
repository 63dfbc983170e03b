"""How one picture lies on another: moved, turned and scaled as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import atan2, cos, exp, hypot, log, sin

from PIL import Image

__all__ = ["Pairs", "Placement", "nearest"]

Pairs = Sequence[tuple[tuple[float, float], tuple[float, float]]]
"""Points of one picture, each with the one that it is in the other."""

_Four = tuple[float, float, float, float]
_LONGEST_STRIDE = 3.0


@dataclass(frozen=True, slots=True)
class Placement:
    """Takes a point of one picture to where it is in another: both in pixels.

    `x` goes to `a * x - b * y + right`, `y` to `b * x + a * y + down`.
    """

    a: float = 1.0
    b: float = 0.0
    right: float = 0.0
    down: float = 0.0

    @classmethod
    def of(cls, pairs: Pairs) -> Placement | None:
        """The one that brings these pairs nearest; None where they are all one point."""
        count = len(pairs)
        x0, y0 = (sum(one[axis] for one, _ in pairs) / count for axis in (0, 1))
        u0, v0 = (sum(other[axis] for _, other in pairs) / count for axis in (0, 1))
        along = across = spread = 0.0
        for (x, y), (u, v) in pairs:
            along += (x - x0) * (u - u0) + (y - y0) * (v - v0)
            across += (x - x0) * (v - v0) - (y - y0) * (u - u0)
            spread += (x - x0) ** 2 + (y - y0) ** 2
        if spread < 1 or not (along or across):
            return None
        a, b = along / spread, across / spread
        return cls(a, b, u0 - a * x0 + b * y0, v0 - b * x0 - a * y0)

    def misses(self, one: tuple[float, float], other: tuple[float, float]) -> float:
        """How far, along an axis, a point comes to lie from where it should."""
        (x, y), (u, v) = one, other
        across = self.a * x - self.b * y + self.right - u
        along = self.b * x + self.a * y + self.down - v
        return max(abs(across), abs(along))

    def then(self, after: Placement) -> Placement:
        """First this, then another one."""
        return Placement(
            after.a * self.a - after.b * self.b,
            after.b * self.a + after.a * self.b,
            after.a * self.right - after.b * self.down + after.right,
            after.b * self.right + after.a * self.down + after.down,
        )

    def on(self, scale: float) -> Placement:
        """The same between pictures that are both `scale` times as large."""
        return Placement(self.a, self.b, self.right * scale, self.down * scale)

    def laid(
        self,
        picture: Image.Image,
        size: tuple[int, int],
        resample: Image.Resampling = Image.Resampling.BILINEAR,
    ) -> Image.Image:
        """A picture laid where it belongs in a frame of the other's size; black around it."""
        norm = self.a**2 + self.b**2
        a, b = self.a / norm, self.b / norm
        # What a pixel of the frame shows: the affine map that Pillow asks for.
        matrix = (
            a,
            b,
            -a * self.right - b * self.down,
            -b,
            a,
            b * self.right - a * self.down,
        )
        return picture.transform(size, Image.Transform.AFFINE, matrix, resample)

    def changed(self, size: tuple[int, int], strides: Sequence[float]) -> Placement:
        """Another one near it.

        Args:
            size: of the picture that is placed; it is scaled and turned about its middle.
            strides: logarithm of the scale, turn in radians, moves in pixels.
        """
        x, y = size[0] / 2, size[1] / 2
        scale = exp(log(hypot(self.a, self.b)) + strides[0])
        turn = atan2(self.b, self.a) + strides[1]
        a, b = scale * cos(turn), scale * sin(turn)
        right = self.a * x - self.b * y + self.right + strides[2]
        down = self.b * x + self.a * y + self.down + strides[3]
        return Placement(a, b, right - a * x + b * y, down - b * x - a * y)


def nearest(gap: Callable[[Sequence[float]], float], rounds: int) -> list[float]:
    """Where a function of four numbers is least, by Newton's method with differences of 1.

    Begins at nought; halves its differences once it stays within them. 16 calls and 17 a round.
    """
    at, least, unit = [0.0] * 4, gap([0.0] * 4), 1.0
    for _ in range(rounds):
        tries = _tries(gap, at, least, unit)
        found, stride = min(tries, key=lambda each: each[0])
        if found < least:
            least = found
            at = [place + unit * way for place, way in zip(at, stride, strict=True)]
        if found >= least or max(map(abs, stride)) < 1:
            unit /= 2
    return at


def _tries(
    gap: Callable[[Sequence[float]], float], at: Sequence[float], here: float, unit: float
) -> list[tuple[float, _Four]]:
    """Places around, and the one where a parabola through them is least."""

    def tried(*ways: float) -> tuple[float, _Four]:
        first, second, third, fourth = ways
        place = [start + unit * way for start, way in zip(at, ways, strict=True)]
        return gap(place), (first, second, third, fourth)

    axes = range(4)
    ones = [[float(axis == other) for other in axes] for axis in axes]
    ahead = [tried(*one) for one in ones]
    behind = [tried(*(-way for way in one)) for one in ones]
    slopes = [(ahead[axis][0] - behind[axis][0]) / 2 for axis in axes]
    bends = [[0.0] * 4 for _ in axes]
    for axis in axes:
        bend = ahead[axis][0] + behind[axis][0] - 2 * here
        bends[axis][axis] = 1.05 * max(bend, abs(slopes[axis]) / 10, 1.0)
        for other in range(axis):
            both = [one + two for one, two in zip(ones[axis], ones[other], strict=True)]
            mixed = tried(*both)[0] - ahead[axis][0] - ahead[other][0] + here
            bends[axis][other] = bends[other][axis] = mixed
    stride = _solved(bends, [-slope for slope in slopes])
    whole = [max(-_LONGEST_STRIDE, min(_LONGEST_STRIDE, way)) for way in stride]
    return [*ahead, *behind, tried(*whole), tried(*(0.4 * way for way in whole))]


def _solved(rows: list[list[float]], right: list[float]) -> list[float]:
    """Solve linear equations; nought where they have no one solution."""
    count = len(right)
    left = [[*row, value] for row, value in zip(rows, right, strict=True)]
    for column in range(count):
        pivot = max(range(column, count), key=lambda row: abs(left[row][column]))
        left[column], left[pivot] = left[pivot], left[column]
        if abs(left[column][column]) < 1e-9:
            return [0.0] * count
        for row in range(count):
            if row != column:
                share = left[row][column] / left[column][column]
                pairs = zip(left[row], left[column], strict=True)
                left[row] = [one - share * other for one, other in pairs]
    return [left[row][count] / left[row][row] for row in range(count)]
