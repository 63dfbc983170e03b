"""Tells whether two pictures are one exposure, whatever was done to one of them since.

Each is laid on the other as well as it can be, moved, turned, scaled and mirrored as a whole; then
the fine structure of the one must be that of the other everywhere, but for one corner that may be
covered. Light, colour and encoding do not count. Somebody who stood there a second time does not
lie on the first time: a head that has turned a little moves its eyes against its outline.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import product
from operator import mul

from PIL import Image, ImageChops, ImageFilter, ImageStat
from PIL.JpegImagePlugin import JpegImageFile

from pos_client.sandbox.heads import opened_jpeg
from pos_client.sandbox.photo_marks import Marks, evened, marks_of, placed, sized
from pos_client.sandbox.placement import Placement, nearest

__all__ = [
    "CERTAIN_BELOW",
    "SAME_BELOW",
    "Laid",
    "Likeness",
    "Look",
    "is_certain_copy",
    "laid_on",
    "look_of",
]

SAME_BELOW = 0.07
# Of one that was only encoded anew or lost a little of its edge. The nearest two honest photos
# that were ever measured are 0.060 apart.
CERTAIN_BELOW = 0.045

_AREA, _AREA_OF_MARKS = 200 * 150, 160 * 120
_SCALES = (0.8, 1.0, 1.25)
_TILES = (16, 12)
_WINDOWS = ((4, 3), (8, 2))
_COVERED = 250
_LEAST_TILES = 0.3
_BORDERS = (0.09, 0.15)
_QUALITY = 92
_SQUARES = [value * value for value in range(256)]
_POWER = [min(255, value * value // 8) for value in range(256)]
_POWER_OF_FINE = [min(255, (value - 128) ** 2 // 8) for value in range(256)]
_LITTLE = 60
_HALF_STRIDES = (0.014, 0.014, 0.8, 0.8)
_FINE_STRIDES = (((0.005, 0.005, 0.5, 0.5), 3), ((0.003, 0.003, 0.3, 0.3), 3))
_MAY_BE_SAME = 0.15
_EITHER = 1.8
# Gaps from which on it is another picture: of coarse ones, and of those half as large.
_MOST_COARSELY, _MOST_ROUGHLY = 280.0, 200.0
_NOTHING_ALIKE = 2.0
_LEAST_LAID = 0.3
_NOT_LAID = 1e9
# What encoding anew and a narrow edge cut off may change: of scale, turn, brightness and contrast.
_SCALED, _TURNED, _LIT = (0.89, 1.12), 0.005, (3.0, 0.07)
_LIGHT = struct.Struct("<HH")


@dataclass(frozen=True, slots=True)
class Likeness:
    """A picture in shades of grey, evened out, with 30,000 pixels.

    `repr` shows nothing of it.

    Attributes:
        light: how bright and how contrasty it was before.
    """

    grey: Image.Image
    light: tuple[float, float]

    @classmethod
    def of(cls, grey: Image.Image) -> Likeness:
        """What is kept of a picture."""
        small = sized(grey, _AREA)
        light = ImageStat.Stat(small)
        return cls(evened(small), (light.mean[0], light.stddev[0]))

    def __repr__(self) -> str:
        return "Likeness(...)"

    def to_bytes(self) -> bytes:
        """As a JPEG of some 5 KiB."""
        made = BytesIO()
        self.grey.save(made, "JPEG", quality=_QUALITY)
        return _LIGHT.pack(*(round(100 * each) for each in self.light)) + made.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Likeness:
        """Take what `to_bytes` gave."""
        bright, contrasty = _LIGHT.unpack_from(data)
        with JpegImageFile(BytesIO(data[_LIGHT.size :])) as opened:
            return cls(opened.convert("L"), (bright / 100, contrasty / 100))


@dataclass(frozen=True, slots=True)
class Laid:
    """How a photo lies on a known one.

    Attributes:
        gap: 0 for the same, about 0.2 for the same person another time.
        is_plain: neither mirrored nor turned, as bright, and all but its edge is there.
    """

    gap: float
    is_plain: bool = False

    @property
    def is_alike(self) -> bool:
        """Whether they are very probably one exposure, whatever was done to one of them."""
        return self.gap < SAME_BELOW

    @property
    def is_certain(self) -> bool:
        """Whether one is the other, encoded anew or with a little of its edge cut off."""
        return self.is_plain and self.gap < CERTAIN_BELOW


@dataclass(frozen=True, slots=True)
class Look:
    """What is kept of a photo, and what it is looked for by.

    Attributes:
        views, mirrored: its marks at several scales, and those of its mirror image.
    """

    likeness: Likeness
    views: tuple[tuple[float, Marks], ...]
    mirrored: tuple[tuple[float, Marks], ...]

    @property
    def marks(self) -> Marks:
        """The marks of the picture as it is."""
        return next(marks for scale, marks in self.views if scale == 1.0)


@lru_cache(maxsize=4)
def look_of(jpeg: bytes) -> Look | None:
    """The look of a camera's frame; None for what is none."""
    opened = opened_jpeg(jpeg)
    if opened is None:
        return None
    grey = opened.convert("L")
    both = [(scale, marks_of(grey, scale)) for scale in _SCALES]
    return Look(
        Likeness.of(grey),
        tuple((scale, marks[0]) for scale, marks in both),
        tuple((scale, marks[1]) for scale, marks in both),
    )


def is_certain_copy(first_jpeg: bytes, second_jpeg: bytes) -> bool:
    """Whether one is the other, encoded anew or with a little of its edge cut off.

    Two honest photos of one person never are: nobody stands as still as a picture.
    """
    first, second = look_of(first_jpeg), look_of(second_jpeg)
    if first is None or second is None:
        return False
    return laid_on(first, second.likeness, second.marks).is_certain


def laid_on(look: Look, known: Likeness, marks: Marks) -> Laid:
    """Lay a photo on a known one as well as it can be."""
    starts = []
    for views, turned in ((look.views, look.likeness.grey), (look.mirrored, _flipped(look))):
        found = placed(views, marks)
        if found is not None:
            at = found[1].on((_AREA / _AREA_OF_MARKS) ** 0.5 / 4)
            starts.append((_mean_gap(_tiny(turned), _tiny(known.grey), at), at, turned))
    # A face is nearly its own mirror image: coarsely, either may look the better one.
    near = min((start[0] for start in starts), default=_NOT_LAID)
    likely = [start for start in starts if start[0] <= min(_EITHER * near, _MOST_COARSELY)]
    laid = [
        (*_laid_finely(_rough(grey), _rough(known.grey), at.on(2), _HALF_STRIDES, 4), grey)
        for _, at, grey in likely
    ]
    gap, at, grey = min(laid, key=lambda each: each[0], default=(_NOT_LAID, Placement(), None))
    if grey is None or gap > _MOST_ROUGHLY:
        return Laid(_NOTHING_ALIKE)
    gap, at = _gap(grey, known.grey, at.on(2))
    return Laid(gap, grey is look.likeness.grey and _is_plain(at, look.likeness.light, known.light))


def _is_plain(at: Placement, light: tuple[float, float], known: tuple[float, float]) -> bool:
    is_whole = _SCALED[0] < at.a < _SCALED[1] and abs(at.b) < _TURNED
    brighter, more_contrasty = light[0] - known[0], light[1] / max(1.0, known[1]) - 1
    return is_whole and abs(brighter) < _LIT[0] and abs(more_contrasty) < _LIT[1]


def _flipped(look: Look) -> Image.Image:
    return look.likeness.grey.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def _gap(grey: Image.Image, known: Image.Image, at: Placement) -> tuple[float, Placement]:
    """Lay one picture on the other as finely as it goes, and say what is left and how it lies."""
    wanted, least = _fine(known), _NOTHING_ALIKE
    for strides, rounds in _FINE_STRIDES:
        shown = _fine(at.laid(grey, known.size))
        at = at.then(_laid_finely(shown, wanted, Placement(), strides, rounds)[1])
        shown = _fine(at.laid(grey, known.size))
        grounds = (
            at.laid(_ground(grey.size, border), known.size, Image.Resampling.NEAREST)
            for border in _BORDERS
        )
        least = min(least, *(_left(shown, wanted, ground) for ground in grounds))
        if not SAME_BELOW <= least < _MAY_BE_SAME:
            break
    return least, at


def _mean_gap(grey: Image.Image, known: Image.Image, at: Placement) -> float:
    ground = at.laid(_ground(grey.size), known.size, Image.Resampling.NEAREST)
    counts = ImageChops.difference(at.laid(grey, known.size), known).histogram(ground)
    shown = sum(counts)
    if shown < _LEAST_LAID * known.width * known.height:
        return _NOT_LAID
    return float(sum(map(mul, _SQUARES, counts))) / shown


def _laid_finely(
    grey: Image.Image, known: Image.Image, at: Placement, strides: Sequence[float], rounds: int
) -> tuple[float, Placement]:
    """Where a picture lies best on a known one, and the gap there: that of a pixel, squared."""
    ground = at.laid(_ground(grey.size), known.size, Image.Resampling.NEAREST)

    def tried(ways: Sequence[float]) -> Placement:
        return at.changed(grey.size, [way * by for way, by in zip(ways, strides, strict=True)])

    def gap(ways: Sequence[float]) -> float:
        laid = tried(ways).laid(grey, known.size)
        counts = ImageChops.difference(laid, known).histogram(ground)
        return float(sum(map(mul, _SQUARES, counts)))

    best = nearest(gap, rounds)
    return gap(best) / max(1, ground.histogram()[255]), tried(best)


def _left(shown: Image.Image, wanted: Image.Image, ground: Image.Image) -> float:
    """What share of the fine structure is not the other's, but for one covered corner."""
    where = {at for at, value in enumerate(_tiled(ground)) if value >= _COVERED}
    if len(where) < _LEAST_TILES * _TILES[0] * _TILES[1]:
        return _NOTHING_ALIKE
    gaps = _tiled(ImageChops.difference(shown, wanted).point(_POWER))
    ones, others = _tiled(shown.point(_POWER_OF_FINE)), _tiled(wanted.point(_POWER_OF_FINE))
    powers = [one + other for one, other in zip(ones, others, strict=True)]
    gap, power = _sum(gaps, where), _sum(powers, where)
    return min(
        (gap - _sum(gaps, away)) / (power - _sum(powers, away) + _LITTLE)
        for away in [frozenset[int]()] + [window & where for window in _corners()]
    )


def _sum(values: Sequence[int], places: Iterable[int]) -> int:
    return sum(values[place] for place in places)


@lru_cache(maxsize=1)
def _corners() -> tuple[frozenset[int], ...]:
    """Tiles that a sticker or a time may cover in a corner, also one of a picture that was cut."""
    width, height = _TILES
    return tuple(
        frozenset((top + y) * width + left + x for x in range(across) for y in range(down))
        for across, down in _WINDOWS
        for left, top in product(_at_ends(width - across), _at_ends(height - down))
    )


def _at_ends(last: int) -> tuple[int, ...]:
    return (0, 1, 2, last - 2, last - 1, last)


def _tiled(picture: Image.Image) -> bytes:
    return picture.resize(_TILES, Image.Resampling.BOX).tobytes()


@lru_cache(maxsize=32)
def _ground(size: tuple[int, int], border: float = _BORDERS[0]) -> Image.Image:
    """White where a picture counts: not at its edge, where turning and moving leave nothing."""
    ground = Image.new("L", size, 0)
    across, down = round(border * size[0]), round(border * size[1])
    ground.paste(255, (across, down, size[0] - across, size[1] - down))
    return ground


def _tiny(grey: Image.Image) -> Image.Image:
    return _band(grey.reduce(4), 0.6, 2.5, 2)


def _rough(grey: Image.Image) -> Image.Image:
    return _band(grey.reduce(2), 1, 5, 2)


def _fine(grey: Image.Image) -> Image.Image:
    return _band(grey, 0.8, 2.5, 4)


def _band(grey: Image.Image, near: float, around: float, gain: float) -> Image.Image:
    """What stands out from its surroundings."""
    inner = grey.filter(ImageFilter.GaussianBlur(near))
    outer = grey.filter(ImageFilter.GaussianBlur(around))
    return ImageChops.subtract(inner, outer, 1 / gain, 128)
