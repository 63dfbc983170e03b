"""Finds the head in a picture: the chip's, and a camera's."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, reduce
from io import BytesIO
from math import cos, sin

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps, ImageStat
from PIL.JpegImagePlugin import JpegImageFile
from PIL.WebPImagePlugin import WebPImageFile

from drivers.photo import PhotoDecoders
from pos_client.domain.live_photo import LARGEST_PHOTO

__all__ = [
    "Cut",
    "Head",
    "Pose",
    "darkest_near",
    "head_of_frame",
    "head_on_chip",
    "lightest_near",
    "opened_jpeg",
]

_LARGEST_SIDE, _LARGEST_CHIP_SIDE = 2000, 512
_WORKING = (320, 240)
_DARKEST, _BRIGHTEST = 40.0, 243.0
_LEAST_SHARP = 30.0
_LEAST_PERSON = 0.04
_WALL_ROWS = 4
_OUTSIDE, _FLOODED = 128, (64, 48)
_DECODERS = PhotoDecoders()

# What Pillow calls bytes that are no picture.
_NO_PICTURE = (OSError, ValueError, SyntaxError, ArithmeticError, struct.error)

Cut = tuple[Image.Image, Image.Image]


@dataclass(frozen=True, slots=True)
class Pose:
    """How a head is looked at: scale, moves in parts of its width, turn in radians."""

    scale: float = 1.0
    right: float = 0.0
    down: float = 0.0
    turn: float = 0.0

    def around(self, step: float) -> tuple[Pose, ...]:
        """The poses beside this one."""
        moves = ((0.08, 0, 0, 0), (0, 0.07, 0, 0), (0, 0, 0.07, 0), (0, 0, 0, 0.05))
        return tuple(
            Pose(
                self.scale + sign * step * scale,
                self.right + sign * step * right,
                self.down + sign * step * down,
                self.turn + sign * step * turn,
            )
            for scale, right, down, turn in moves
            for sign in (-1, 1)
        )


@dataclass(frozen=True, slots=True)
class Head:
    """A picture with the head found in it: crown, middle and width, in pixels."""

    picture: Image.Image
    outline: Image.Image
    crown: float
    middle: float
    width: float

    def cut(self, pose: Pose, size: tuple[int, int]) -> Cut:
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


@lru_cache(maxsize=16)
def head_on_chip(raw: bytes) -> Head | None:
    photo = _DECODERS.decode(raw)
    if photo is None or photo.format != "webp":  # as invented cards carry it
        return None
    try:
        with WebPImageFile(BytesIO(photo.data)) as opened:
            if max(opened.size) > _LARGEST_CHIP_SIDE:
                return None
            picture = opened.convert("RGB").filter(ImageFilter.GaussianBlur(1))
    except _NO_PICTURE:
        return None
    return _found(picture, smallest=0.0)


@lru_cache(maxsize=4)
def head_of_frame(jpeg: bytes) -> Head | None:
    """The head in a frame; None where the picture is too poor to say anything."""
    opened = opened_jpeg(jpeg)
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


def opened_jpeg(jpeg: bytes) -> Image.Image | None:
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
    except _NO_PICTURE:
        return None


def _found(picture: Image.Image, smallest: float) -> Head | None:
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
    return Head(picture, outline, float(crown), middle + 0.5, width)


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
    mask = lightest_near(darkest_near(mask))
    small = mask.resize(_FLOODED, Image.Resampling.NEAREST)
    for corner in ((0, 0), (small.width - 1, 0)):
        if small.getpixel(corner) == 0:
            ImageDraw.floodfill(small, corner, _OUTSIDE)
    inside = small.point(lambda value: 0 if value == _OUTSIDE else 255).resize(mask.size)
    return ImageChops.lighter(mask, darkest_near(inside))


def darkest_near(picture: Image.Image) -> Image.Image:
    """Each pixel as dark as the darkest of the 25 around it."""
    return _near(picture, ImageChops.darker, 255)


def lightest_near(picture: Image.Image) -> Image.Image:
    """Each pixel as light as the lightest of the 25 around it."""
    return _near(picture, ImageChops.lighter, 0)


def _near(
    picture: Image.Image, of_both: Callable[[Image.Image, Image.Image], Image.Image], edge: int
) -> Image.Image:
    """What `of_both` leaves of the 25 pixels around each, in a twentieth of a rank filter's time.

    Args:
        edge: what stands outside and never matters.
    """
    found = ImageOps.expand(picture, 2, edge)
    for across, down in ((1, 0), (0, 1)):
        ways = [ImageChops.offset(found, by * across, by * down) for by in (-2, -1, 1, 2)]
        found = reduce(of_both, ways, found)
    return ImageOps.crop(found, 2)
