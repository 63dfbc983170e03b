"""Arithmetic on all pixels of a small frame at once, with Python alone.

A row of bytes is read as one long integer. Adding two of them adds all their pixels, a lane of
eight bits each, as long as no sum leaves its lane; so a frame takes milliseconds, and the client
needs no library for it.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

__all__ = ["Mask", "Plane", "differing", "grey_of"]

_RED, _GREEN, _BLUE = (
    bytes(round(share * value) for value in range(256)) for share in (0.299, 0.587, 0.114)
)
_INVERSE = bytes(range(255, -1, -1))
_MOST_OF_NINE = bytes(sum_of_nine >= 5 for sum_of_nine in range(256))


class Plane:
    """One byte for each pixel, row by row from above."""

    def __init__(self, data: bytes, width: int) -> None:
        self.data = data
        self.width = width
        self.height = len(data) // width

    def crop(self, left: int, top: int, right: int, bottom: int) -> Plane:
        rows = (
            self.data[y * self.width + left : y * self.width + right] for y in range(top, bottom)
        )
        return Plane(b"".join(rows), right - left)

    def mean_and_spread(self) -> tuple[float, float]:
        """Mean and standard deviation."""
        mean, variance = _moments(self.data)
        return mean, variance**0.5

    def sharpness(self) -> float:
        """Variance of the Laplacian by the plane's own, so that contrast does not count."""
        _, around = _moments(self.data)
        _, edges = _moments(self._edges())
        return edges / max(1.0, around)

    def _edges(self) -> Iterable[int]:
        """For each inner pixel the sum of its four neighbours less four times itself, plus 1020."""
        count, row = len(self.data), 16 * self.width
        seen, inverse = _wide(self.data), _wide(self.data.translate(_INVERSE))
        edges = (seen >> 16) + (seen << 16) + (seen >> row) + (seen << row) + 4 * inverse
        sums = struct.unpack_from(f"<{count}H", edges.to_bytes(2 * count + row // 8 + 8, "little"))
        for y in range(1, self.height - 1):
            yield from sums[y * self.width + 1 : (y + 1) * self.width - 1]


class Mask:
    """A one or a zero for each pixel, column by column."""

    def __init__(self, columns: Sequence[bytes]) -> None:
        self.columns = columns

    def share(self, left: int, top: int, right: int) -> float:
        """How much is set from `top` downwards, between two columns."""
        inside = [column[top:] for column in self.columns[left:right]]
        return sum(map(sum, inside)) / sum(map(len, inside))

    def row_widths(self) -> bytes:
        """How many pixels of each row are set; no row may be wider than 255."""
        return sum(map(_lanes, self.columns)).to_bytes(len(self.columns[0]), "little")

    def middle(self, top: int, bottom: int) -> float:
        """The column around which whatever is set between two rows lies."""
        weights = [sum(column[top:bottom]) for column in self.columns]
        return sum(x * weight for x, weight in enumerate(weights)) / max(1, sum(weights))

    def smoothed(self) -> Mask:
        """Each pixel as most of the nine around it; beyond the rim all is as on it."""
        height = len(self.columns[0])
        threes = [_with_neighbours(_lanes(column), height) for column in self.columns]
        around = zip([threes[0], *threes], threes, [*threes[1:], threes[-1]], strict=False)
        return Mask(
            [sum(three).to_bytes(height, "little").translate(_MOST_OF_NINE) for three in around]
        )


def grey_of(rgb: bytes, width: int) -> Plane:
    """The brightness of rows of R, G, B."""
    sums = (
        _lanes(rgb[0::3].translate(_RED))
        + _lanes(rgb[1::3].translate(_GREEN))
        + _lanes(rgb[2::3].translate(_BLUE))
    )
    return Plane(sums.to_bytes(len(rgb) // 3, "little"), width)


def differing(bands: Sequence[Plane], columns: Sequence[tuple[int, ...]], least: int) -> Mask:
    """Set where any band is at least so far from the colour that its column should have."""
    width, height = bands[0].width, bands[0].height
    found = []
    for x, colour in enumerate(columns):
        strays = 0
        for band, value in zip(bands, colour, strict=True):
            strays |= _lanes(band.data[x::width].translate(_far_from(value, least)))
        found.append(strays.to_bytes(height, "little"))
    return Mask(found)


def _lanes(data: bytes) -> int:
    return int.from_bytes(data, "little")


def _wide(data: bytes) -> int:
    """The same with sixteen bits for each pixel."""
    room = bytearray(2 * len(data))
    room[0::2] = data
    return int.from_bytes(room, "little")


def _with_neighbours(column: int, height: int) -> int:
    """Each lane plus the lanes above and below."""
    last = 8 * (height - 1)
    above = (column << 8 & (1 << 8 * height) - 1) | column & 0xFF
    below = column >> 8 | column >> last << last
    return column + above + below


def _moments(values: Iterable[int]) -> tuple[float, float]:
    """Mean and variance."""
    counts = Counter(values)
    number = counts.total()
    mean = sum(value * count for value, count in counts.items()) / number
    squares = sum(value * value * count for value, count in counts.items()) / number
    return mean, max(0.0, squares - mean * mean)


@cache
def _far_from(value: int, least: int) -> bytes:
    """A table that is set for every byte at least so far from `value`."""
    return bytes(abs(byte - value) >= least for byte in range(256))
