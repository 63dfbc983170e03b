"""Compares faces by their pixels: a stand-in for a carrier's face service, over invented portraits.

It is no biometrics and knows nobody: the head is found against the wall behind it, both heads are
brought to one size, light is evened out, and what is left of the difference in colour and outline
is the distance. `docs/face-match.md` has the bands and what was measured.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from io import BytesIO
from itertools import product
from math import cos, sin

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageStat
from PIL.JpegImagePlugin import JpegImageFile

from drivers.photo import decode_photo
from pos_client.domain.live_photo import LARGEST_PHOTO

__all__ = [
    "DIFFERENT_FROM",
    "PART_SAME_BELOW",
    "SAME_BELOW",
    "Band",
    "FaceComparison",
    "compare_faces",
    "compare_live_photos",
    "is_near_identical",
]

SAME_BELOW = 0.1
DIFFERENT_FROM = 0.125
PART_SAME_BELOW = 0.09

_LARGEST_SIDE = 2000
_WORKING = (320, 240)
_COARSE, _FINE = (24, 30), (60, 75)
_FACE_BOX = (7, 4, 53, 62)
_ROUNDS = 3
_FEATURES_SHARE, _FEATURES_GAIN = 0.45, 2.0
_DARKEST, _BRIGHTEST = 40.0, 243.0
_LEAST_SHARP = 30.0
_LEAST_PERSON = 0.04
_WALL_ROWS = 4
_OUTSIDE, _FLOODED = 128, (64, 48)
_NEAR_IDENTICAL = 2.6
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


_Cut = tuple[Image.Image, Image.Image]


@dataclass(frozen=True, slots=True)
class _Head:
    """A picture with the head found in it: crown, middle and width, in pixels."""

    picture: Image.Image
    outline: Image.Image
    crown: float
    middle: float
    width: float

    def cut(self, pose: _Pose, size: tuple[int, int]) -> _Cut:
        """Head and outline at one size, as far as they are moved and turned."""
        half, height = 0.75 * self.width * pose.scale, 1.875 * self.width * pose.scale
        middle = self.middle + pose.right * self.width
        centre = self.crown + (pose.down - 0.12) * self.width + height / 2
        cosine, sine = cos(pose.turn) / size[0], sin(pose.turn) / size[1]
        across, along = 2 * half, height
        # What a pixel of the cut shows: the affine map that Pillow asks for.
        matrix = (
            across * cosine,
            -along * sine,
            middle - across * cosine * size[0] / 2 + along * sine * size[1] / 2,
            across * sin(pose.turn) / size[0],
            along * cos(pose.turn) / size[1],
            centre - across * sin(pose.turn) / 2 - along * cos(pose.turn) / 2,
        )
        ways = (Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR)
        return self.picture.transform(size, *ways), self.outline.transform(size, *ways)


@dataclass(frozen=True, slots=True)
class _Pose:
    """How a head is looked at: scale, moves in parts of its width, turn in radians."""

    scale: float = 1.0
    right: float = 0.0
    down: float = 0.0
    turn: float = 0.0

    def around(self, step: float) -> tuple[_Pose, ...]:
        """The poses beside this one."""
        moves = ((0.08, 0, 0, 0), (0, 0.07, 0, 0), (0, 0, 0.07, 0), (0, 0, 0, 0.05))
        return tuple(
            _Pose(
                self.scale + sign * step * scale,
                self.right + sign * step * right,
                self.down + sign * step * down,
                self.turn + sign * step * turn,
            )
            for scale, right, down, turn in moves
            for sign in (-1, 1)
        )


def compare_faces(raw_chip_photo: bytes, live_jpeg: bytes) -> FaceComparison:
    """Compare the photo of a chip, 1024 bytes, with a camera's frame."""
    live = _head_of_frame(live_jpeg)
    if live is None:
        return FaceComparison(Band.QUALITY)
    chip = _head_on_chip(raw_chip_photo)
    if chip is None:
        return FaceComparison(Band.NO_CHIP_PHOTO)
    return _compared(chip, live)


def compare_live_photos(first_jpeg: bytes, second_jpeg: bytes) -> FaceComparison:
    """Compare two frames, such as that of a capture and that of the return."""
    first, second = _head_of_frame(first_jpeg), _head_of_frame(second_jpeg)
    if first is None or second is None:
        return FaceComparison(Band.QUALITY)
    return _compared(first, second)


def is_near_identical(first_jpeg: bytes, second_jpeg: bytes) -> bool:
    """Whether one is the other, encoded anew or with a little of its edge cut off.

    Two honest photos of one person never are: nobody stands as still as a picture.
    """
    first, second = _opened(first_jpeg), _opened(second_jpeg)
    if first is None or second is None:
        return False
    size = (48, 36)
    wanted = first.convert("L").resize(size, Image.Resampling.BOX)
    other = second.convert("L")
    width, height = other.size
    for left, top, cut in product((0.0, 0.5, 1.0), (0.0, 0.5, 1.0), (0.0, 0.015, 0.03, 0.045)):
        for outer, inner in ((wanted, other), (None, None)):
            if outer is None or inner is None:
                continue
            box = (
                left * cut * width,
                top * cut * height,
                width - (1 - left) * cut * width,
                height - (1 - top) * cut * height,
            )
            near = inner.resize(size, Image.Resampling.BOX, box=box)
            if ImageStat.Stat(ImageChops.difference(outer, near)).mean[0] < _NEAR_IDENTICAL:
                return True
    return False


def _compared(first: _Head, second: _Head) -> FaceComparison:
    pose = _best_pose(first, second)
    wanted, found = first.cut(_Pose(), _FINE), second.cut(pose, _FINE)
    distance = _measured(wanted, found, _FACE_BOX)
    band = Band.DIFFERENT
    if distance < SAME_BELOW:
        band = Band.SAME
    elif distance < DIFFERENT_FROM or _agrees_in_part(wanted, found):
        band = Band.UNSURE
    return FaceComparison(band, round(distance, 4))


def _agrees_in_part(wanted: _Cut, found: _Cut) -> bool:
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


def _best_pose(first: _Head, second: _Head) -> _Pose:
    """Move and turn the second head until it lies best on the first: coarse steps, then finer."""
    wanted = first.cut(_Pose(), _COARSE)

    def gap(pose: _Pose) -> float:
        return _gap(*wanted, *second.cut(pose, _COARSE))

    starts = [_Pose(scale, 0.0, down) for scale in (0.88, 1.0, 1.12) for down in (-0.08, 0.0, 0.08)]
    best = min(starts, key=gap)
    least = gap(best)
    for step in (1.0, 0.5, 0.25):
        for _ in range(_ROUNDS):
            near = min(best.around(step), key=gap)
            if gap(near) >= least:
                break
            best, least = near, gap(near)
    return best


def _gap(
    first: Image.Image,
    first_outline: Image.Image,
    second: Image.Image,
    second_outline: Image.Image,
) -> float:
    """How far colours and outlines are from each other, light evened out: 0 to 1."""
    both = ImageChops.lighter(first_outline, second_outline)
    if not ImageStat.Stat(both).sum[0]:
        return 1.0
    evened = _evened(first, second, both)
    colours = ImageStat.Stat(ImageChops.difference(first, evened), both).mean
    shape = ImageStat.Stat(ImageChops.difference(first_outline, second_outline)).mean[0]
    return (_COLOUR_SHARE * sum(colours) / 3 + (1 - _COLOUR_SHARE) * shape) / 255


def _measured(wanted: _Cut, found: _Cut, box: tuple[int, int, int, int]) -> float:
    """The distance within a box: colours and outline, and the features of the face itself."""
    (first, first_outline), (second, second_outline) = wanted, found
    whole = _gap(
        first.crop(box), first_outline.crop(box), second.crop(box), second_outline.crop(box)
    )
    face = ImageChops.lighter(first_outline, second_outline).crop(box)
    if not ImageStat.Stat(face).sum[0]:
        return 1.0
    evened = _evened(first.crop(box), second.crop(box), face)
    gap = ImageChops.difference(_features(first.crop(box)), _features(evened))
    features = ImageStat.Stat(gap, face).mean[0] / 255
    return (1 - _FEATURES_SHARE) * whole + _FEATURES_SHARE * _FEATURES_GAIN * features


def _features(head: Image.Image) -> Image.Image:
    """What stands out from its surroundings: eyes, glasses, mouth, hairline."""
    light = head.convert("L").filter(ImageFilter.GaussianBlur(0.7))
    around = light.filter(ImageFilter.GaussianBlur(4))
    return ImageChops.subtract(light, around, scale=1.0, offset=128)


def _evened(first: Image.Image, second: Image.Image, where: Image.Image) -> Image.Image:
    """The second picture in the light of the first."""
    wanted, found = ImageStat.Stat(first, where).mean, ImageStat.Stat(second, where).mean
    gains = [min(1.4, max(0.7, a / max(b, 1.0))) for a, b in zip(wanted, found, strict=True)]
    return Image.merge(
        "RGB",
        [
            band.point([min(255, round(value * gain)) for value in range(256)])
            for band, gain in zip(second.split(), gains, strict=True)
        ],
    )


@lru_cache(maxsize=16)
def _head_on_chip(raw: bytes) -> _Head | None:
    photo = decode_photo(raw)
    if photo is None:
        return None
    picture = Image.frombytes("RGB", (photo.width, photo.height), photo.rgb)
    picture = picture.filter(ImageFilter.GaussianBlur(1))
    return _found(picture, smallest=0.0)


@lru_cache(maxsize=4)
def _head_of_frame(jpeg: bytes) -> _Head | None:
    """The head in a frame; None where the picture is too poor to say anything."""
    opened = _opened(jpeg)
    if opened is None:
        return None
    picture = opened.resize(_WORKING, Image.Resampling.BOX)
    light = picture.convert("L")
    if not _DARKEST < ImageStat.Stat(light).mean[0] < _BRIGHTEST:
        return None
    edges = light.filter(
        ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)
    )
    if ImageStat.Stat(edges).var[0] < _LEAST_SHARP:
        return None
    return _found(picture, smallest=_LEAST_PERSON)


def _opened(jpeg: bytes) -> Image.Image | None:
    """Decode a JPEG of a camera's size; anything else is none."""
    if not jpeg.startswith(b"\xff\xd8\xff") or len(jpeg) > LARGEST_PHOTO:
        return None
    try:
        # Not `Image.open`: that looks at a size itself, and warns before it can be refused.
        with JpegImageFile(BytesIO(jpeg)) as opened:
            width, height = opened.size
            if not (min(width, height) >= 48 and max(width, height) <= _LARGEST_SIDE):
                return None
            opened.draft("RGB", (320, 240))
            return opened.convert("RGB")
    except (OSError, ValueError, SyntaxError, ArithmeticError, struct.error):
        return None


def _found(picture: Image.Image, smallest: float) -> _Head | None:
    outline = _outline(picture)
    rows = outline.resize((1, outline.height), Image.Resampling.BOX).tobytes()
    covered = [row / 255 * outline.width for row in rows]
    if sum(covered) < smallest * outline.width * outline.height:
        return None
    least = max(3.0, 0.05 * outline.width)
    crown = next((row for row, width in enumerate(covered) if width >= least), None)
    if crown is None or crown > 0.8 * outline.height:
        return None
    width = least
    for row in range(crown, outline.height):
        if row > crown + 0.85 * width:
            break
        width = max(width, covered[row])
    band = outline.crop((0, crown, outline.width, min(outline.height, crown + round(width))))
    columns = band.resize((outline.width, 1), Image.Resampling.BOX).tobytes()
    weight = sum(columns)
    middle = sum(place * value for place, value in enumerate(columns)) / max(1, weight)
    if width > 0.9 * outline.width:
        return None
    return _Head(picture, outline, float(crown), middle + 0.5, width)


def _outline(picture: Image.Image) -> Image.Image:
    """White where a picture differs from the wall above it, column by column."""
    wall = picture.crop((0, 0, picture.width, _WALL_ROWS))
    wall = wall.resize((picture.width, 1), Image.Resampling.BOX).resize(picture.size)
    bands = ImageChops.difference(picture, wall).split()
    largest = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    light = ImageStat.Stat(picture.convert("L")).mean[0]
    edge = max(9, round(light * 0.14))
    mask = largest.point(lambda value: 255 if value > edge else 0)
    # Thin things on the wall go; so do holes where a face is as pale as the wall behind it.
    mask = mask.filter(ImageFilter.MinFilter(5)).filter(ImageFilter.MaxFilter(5))
    small = mask.resize(_FLOODED, Image.Resampling.NEAREST)
    for corner in ((0, 0), (small.width - 1, 0)):
        if small.getpixel(corner) == 0:
            ImageDraw.floodfill(small, corner, _OUTSIDE)
    inside = small.point(lambda value: 0 if value == _OUTSIDE else 255).resize(mask.size)
    return ImageChops.lighter(mask, inside.filter(ImageFilter.MinFilter(5)))
