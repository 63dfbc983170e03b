"""Compares faces by their pixels: a stand-in for a carrier's face service, over invented portraits.

It is no biometrics and knows nobody: the head is found against the wall behind it, both heads are
brought to one size, light is evened out, and what is left of the difference in colour and outline
is the distance. `docs/face-match.md` has the bands and what was measured.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import sqrt
from operator import itemgetter, mul

from PIL import Image, ImageChops, ImageFilter

from pos_client.sandbox.heads import Cut, Head, Pose, head_of_frame, head_on_chip

__all__ = [
    "DIFFERENT_FROM",
    "PART_SAME_BELOW",
    "SAME_BELOW",
    "Band",
    "FaceComparison",
    "compare_faces",
    "compare_live_photos",
]

SAME_BELOW = 0.09
DIFFERENT_FROM = 0.125
PART_SAME_BELOW = 0.095

_COARSE, _FINE = (24, 30), (60, 75)
_FACE_BOX = (7, 4, 53, 62)
_ROUNDS = 3
_LIGHT, _COLOUR, _FEATURES = 0.19, 2.31, 0.77
_VALUES = range(256)
_SQUARES = [value * value for value in _VALUES]
_OF_THREE = [*_VALUES] * 3
_CUT_OFF = bytes(1024) + bytes(_VALUES) + b"\xff" * 1024
_WITHOUT_COLOUR, _LEAST_COLOUR = 2.2, 2.0
_LEAST_SHOWN = 12.0
_COLOUR_SHARE = 0.7


class Band(StrEnum):
    """What a distance means."""

    SAME = "SAME"
    UNSURE = "UNSURE"
    DIFFERENT = "DIFFERENT"
    QUALITY = "QUALITY"
    NO_CHIP_PHOTO = "NO_CHIP_PHOTO"


_CODES = {
    Band.SAME: "FACE_SAME",
    Band.UNSURE: "FACE_UNSURE",
    Band.DIFFERENT: "FACE_DIFFERENT",
    Band.QUALITY: "FACE_QUALITY",
    Band.NO_CHIP_PHOTO: "FACE_UNSURE",
}


@dataclass(frozen=True, slots=True)
class FaceComparison:
    """A distance from 0 (the same pixels) to 1, and its band."""

    band: Band
    distance: float = 1.0

    @property
    def code(self) -> str:
        """The verdict of the check FACE_MATCH."""
        return _CODES[self.band]


def compare_faces(raw_chip_photo: bytes, live_jpeg: bytes) -> FaceComparison:
    """Compare the photo of a chip, 1024 bytes, with a camera's frame."""
    live = head_of_frame(live_jpeg)
    if live is None:
        return FaceComparison(Band.QUALITY)
    chip = head_on_chip(raw_chip_photo)
    if chip is None:
        return FaceComparison(Band.NO_CHIP_PHOTO)
    return _compared(chip, live)


def compare_live_photos(first_jpeg: bytes, second_jpeg: bytes) -> FaceComparison:
    """Compare two frames, such as that of a capture and that of the return."""
    first, second = head_of_frame(first_jpeg), head_of_frame(second_jpeg)
    if first is None or second is None:
        return FaceComparison(Band.QUALITY)
    return _compared(first, second)


def _compared(first: Head, second: Head) -> FaceComparison:
    pose = _best_pose(first, second)
    wanted, found = first.cut(Pose(), _FINE), second.cut(pose, _FINE)
    distance = _measured(wanted, found, _FACE_BOX)
    band = Band.DIFFERENT
    if distance < SAME_BELOW:
        band = Band.SAME
    elif distance < DIFFERENT_FROM or _agrees_in_part(wanted, found):
        band = Band.UNSURE
    return FaceComparison(band, round(distance, 4))


def _agrees_in_part(wanted: Cut, found: Cut) -> bool:
    """Whether two quarters of the face are alike: the others may lie in the shade or be covered."""
    left, top, right, bottom = _FACE_BOX
    middle, eyes = (left + right) // 2, (top + bottom) // 2
    quarters = (
        (left, top, middle, eyes),
        (middle, top, right, eyes),
        (left, eyes, middle, bottom),
        (middle, eyes, right, bottom),
    )
    return sorted(_measured(wanted, found, quarter) for quarter in quarters)[1] < PART_SAME_BELOW


def _best_pose(first: Head, second: Head) -> Pose:
    """Move and turn the second head until it lies best on the first: coarse steps, then finer."""
    wanted = first.cut(Pose(), _COARSE)
    light = wanted[0].convert("L")

    @cache
    def gap(pose: Pose) -> float:
        return _gap(wanted, light, second.cut(pose, _COARSE))

    starts = [Pose(scale, 0.0, down) for scale in (0.88, 1.0, 1.12) for down in (-0.08, 0.0, 0.08)]
    best = min(starts, key=gap)
    for step in (1.0, 0.5, 0.25):
        for _ in range(_ROUNDS):
            near = min(best.around(step), key=gap)
            if gap(near) >= gap(best):
                break
            best = near
    return best


def _gap(wanted: Cut, light: Image.Image, found: Cut) -> float:
    """How far colours and outlines are from each other, light evened out: 0 to 1.

    Args:
        light: the first picture without its colours.
    """
    both = ImageChops.lighter(wanted[1], found[1])
    if both.getbbox() is None:
        return 1.0
    gaps = ImageChops.difference(wanted[0], _evened(wanted[0], light, found[0], both))
    counts = gaps.histogram(both)
    colours = float(sum(map(mul, _OF_THREE, counts))) / max(1, sum(counts))
    (shape,) = _means(ImageChops.difference(wanted[1], found[1]))
    return (_COLOUR_SHARE * colours + (1 - _COLOUR_SHARE) * shape) / 255


def _measured(wanted: Cut, found: Cut, box: tuple[int, int, int, int]) -> float:
    """The distance within a box, where both pictures show somebody: light, colour and features.

    Outlines are left out: before a wall as dark as the hair they end in the wrong place.
    """
    first, second = wanted[0].crop(box), found[0].crop(box)
    where = ImageChops.darker(wanted[1].crop(box), found[1].crop(box))
    if _means(where)[0] < _LEAST_SHOWN:
        return 1.0
    ones = first.convert("YCbCr").split()
    others = _evened(first, first.convert("L"), second, where).convert("YCbCr").split()
    light, blue, red = (
        _means(ImageChops.difference(one, other), where)[0] / 255
        for one, other in zip(ones, others, strict=True)
    )
    gap = ImageChops.difference(_features(ones[0]), _features(others[0]))
    plain = _LIGHT * light + _FEATURES * _means(gap, where)[0] / 255
    if _is_grey(second, where) and not _is_grey(first, where):
        # A camera without colours: never sure, and a stranger is one all the same.
        return max(SAME_BELOW, _WITHOUT_COLOUR * plain)
    return plain + _COLOUR * (blue + red) / 2


def _is_grey(picture: Image.Image, where: Image.Image) -> bool:
    _, blue, red = picture.convert("YCbCr").split()
    return max(_spread(blue, where), _spread(red, where)) < _LEAST_COLOUR


def _features(light: Image.Image) -> Image.Image:
    """What stands out from its surroundings: eyes, glasses, mouth, hairline."""
    near = light.filter(ImageFilter.GaussianBlur(0.7))
    around = light.filter(ImageFilter.GaussianBlur(4))
    return ImageChops.subtract(near, around, scale=1.0, offset=128)


def _evened(
    first: Image.Image, light: Image.Image, second: Image.Image, where: Image.Image
) -> Image.Image:
    """The second picture in the light of the first: as bright, as coloured, as contrasty."""
    wanted, found = _means(first, where), _means(second, where)
    spreads = [_spread(each, where) for each in (light, second.convert("L"))]
    contrast = min(1.5, max(0.66, spreads[0] / max(1.0, spreads[1])))
    lines: list[int] = []
    for aim, mean in zip(wanted, found, strict=True):
        level = mean * min(1.4, max(0.7, aim / max(mean, 1.0)))
        lines += _straight(round(16 * (level - contrast * mean)), contrast)
    return second.point(lines)


def _straight(sixteenths: int, slope: float) -> tuple[int, ...]:
    """The table of a straight line, what leaves the scale cut off."""
    return _line(round(64 * slope))(memoryview(_CUT_OFF)[1024 + sixteenths // 16 :])


@cache
def _line(slope: int) -> Callable[[memoryview], tuple[int, ...]]:
    """What takes a straight line's values, so many sixty-fourths steep, out of the scale."""
    return itemgetter(*(slope * value // 64 for value in _VALUES))


def _means(picture: Image.Image, where: Image.Image | None = None) -> list[float]:
    """The mean of each band, as `ImageStat` has it in three times the time."""
    counts = picture.histogram(where)
    shown = max(1, sum(counts[:256]))
    return [
        sum(map(mul, _VALUES, counts[at : at + 256])) / shown for at in range(0, len(counts), 256)
    ]


def _spread(band: Image.Image, where: Image.Image) -> float:
    """The standard deviation of one band."""
    counts = band.histogram(where)
    shown = max(1, sum(counts))
    mean = sum(map(mul, _VALUES, counts)) / shown
    squares = sum(map(mul, _SQUARES, counts)) / shown
    return sqrt(max(0.0, squares - mean * mean))
