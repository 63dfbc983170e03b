"""What is wrong with a frame, told before the shutter: light, sharpness, and who stands where.

These are hints for the clerk, cheap enough to be given four times a second, and never a verdict:
they know nothing of faces. Somebody is what differs from the wall behind; before a wall that is
itself full of things nothing is said about framing.

Light is judged by the whole frame and by how much of it is burnt out, not by how light somebody's
skin is: a dark face in good light is no fault.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["FRAME_SIZE", "OVAL", "FrameMeasures", "hints_of", "measure"]

FRAME_SIZE = (160, 120)
"""Width and height of the frames that `measure` takes."""

OVAL = (0.5, 0.43, 0.33, 0.6)
"""Where the head belongs: centre, width and height in parts of the frame."""

_WIDTH, _HEIGHT = FRAME_SIZE
_DIFFERENCE = 26
_EDGE = 3
"""Pixels at the rim that are not looked at: cameras draw borders there."""
_CORNERS = ((_EDGE, _EDGE, 22, 36), (_WIDTH - 22, _EDGE, _WIDTH - _EDGE, 36))
"""Left, top, right and bottom of where the wall is seen."""

_CALM = 26
"""Standard deviation of a corner in which nothing but wall is seen."""


@dataclass(frozen=True, slots=True)
class FrameMeasures:
    """Figures of one frame.

    Attributes:
        brightness: mean of the whole frame, 0 to 255.
        contrast: standard deviation of the whole frame, in the same units.
        burnt: part of the inner oval, where the face is, that is as bright as the camera can tell.
        face_light: brightness that a twentieth of the inner oval exceeds.
        wall: mean brightness of the upper corners.
        wall_spread: standard deviation in the calmer of them; large where the wall is full of
            things.
        sharpness: variance of the Laplacian around the oval, per thousand of the variance there,
            so that neither light nor contrast counts.
        presence: part of the middle of the frame that is not wall.
        head_width: of the frame's width.
        head_x: middle of the head, of the frame's width.
        head_top: of the frame's height.
    """

    brightness: float
    contrast: float
    burnt: float
    face_light: float
    wall: float
    wall_spread: float
    sharpness: float
    presence: float
    head_width: float
    head_x: float
    head_top: float


def measure(rgb: bytes) -> FrameMeasures:
    """Measure a frame of `FRAME_SIZE`: rows from above, three bytes R, G, B a pixel.

    Raises:
        ValueError: it has another number of bytes.
    """
    from PIL import Image, ImageStat  # late: the window starts without it

    frame = Image.frombytes("RGB", FRAME_SIZE, rgb)
    grey = frame.convert("L")
    whole = ImageStat.Stat(grey)
    face = list(accumulate(grey.histogram(_inner_oval())))
    left, right = (ImageStat.Stat(grey.crop(box)) for box in _CORNERS)
    subject = _subject(frame)
    middle = subject.crop((int(0.3 * _WIDTH), int(0.25 * _HEIGHT), int(0.7 * _WIDTH), _HEIGHT))
    width, x, top = _head(subject)
    return FrameMeasures(
        brightness=whole.mean[0],
        contrast=whole.stddev[0],
        burnt=1 - face[249] / face[255],
        face_light=bisect_left(face, 0.95 * face[255]),
        wall=(left.mean[0] + right.mean[0]) / 2,
        wall_spread=min(left.stddev[0], right.stddev[0]),
        sharpness=_sharpness(grey),
        presence=ImageStat.Stat(middle).mean[0] / 255,
        head_width=width,
        head_x=x,
        head_top=top,
    )


def hints_of(measures: FrameMeasures) -> tuple[str, ...]:
    """What to say about a frame, the weightiest first; nothing for a good one.

    `too_dark`, `too_bright`, `back_light`, `nobody`, `blurred`, `too_far`, `too_close`,
    `off_centre`.
    """
    light = _light_hint(measures)
    if light in ("too_dark", "too_bright"):
        return (light,)  # outlines are lost in both, so the rest would be guessed
    hints = [light] if light else []
    is_told_by_wall = measures.wall_spread < _CALM
    if is_told_by_wall and measures.presence < 0.1:
        return (*hints, "nobody")
    if measures.sharpness < 24:
        hints.append("blurred")
    if is_told_by_wall and (framing := _framing_hint(measures)):
        hints.append(framing)
    return tuple(hints)


def _light_hint(measures: FrameMeasures) -> str:
    if measures.brightness < 52:
        return "too_dark"
    if measures.wall > 150 and measures.face_light < 75:
        return "back_light"
    if measures.burnt > 0.2 or measures.brightness > 238:
        return "too_bright"
    return ""


def _framing_hint(measures: FrameMeasures) -> str:
    if measures.head_width > 0.44:
        return "too_close"
    if measures.head_width < 0.18:
        return "too_far"
    # A head is about a third higher than wide, and the frame a third wider than high.
    middle = measures.head_top + measures.head_width * 0.88
    if abs(measures.head_x - OVAL[0]) > 0.1 or abs(middle - OVAL[1]) > 0.14:
        return "off_centre"
    return ""


def _inner_oval() -> Image:
    from PIL import Image, ImageDraw

    x, y, width, height = OVAL
    mask = Image.new("L", FRAME_SIZE)
    corners = (x - width / 4, y - height / 4, x + width / 4, y + height / 4)
    box = [part * side for part, side in zip(corners, FRAME_SIZE * 2, strict=True)]
    ImageDraw.Draw(mask).ellipse(box, fill=255)
    return mask


def _subject(frame: Image) -> Image:
    """White where the frame differs from its wall, which may be lighter on one side."""
    from PIL import Image, ImageChops, ImageFilter, ImageStat

    corners = [ImageStat.Stat(frame.crop(box)) for box in _CORNERS]
    calmest = min(corners, key=lambda corner: max(corner.stddev))
    wall = Image.new("RGB", (2, 1))
    for x, corner in enumerate(corners):
        seen = corner if max(corner.stddev) < _CALM else calmest  # a head may reach into one
        red, green, blue = seen.mean
        wall.putpixel((x, 0), (int(red), int(green), int(blue)))
    lit = wall.resize(FRAME_SIZE, Image.Resampling.BILINEAR)
    bands = ImageChops.difference(frame, lit).split()
    most = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    mask = most.point([0] * _DIFFERENCE + [255] * (256 - _DIFFERENCE))
    return mask.filter(ImageFilter.MedianFilter(3))


def _head(subject: Image) -> tuple[float, float, float]:
    """Find width, middle and top of the head, in parts of the frame; zeros for nobody.

    A head is higher than wide: once as far below its top as most of its width so far, the widest
    row was the head's, and the shoulders still lie below.
    """
    rows = _widths(subject)
    top = next((y for y in range(_EDGE, _HEIGHT) if rows[y] > 0.04 * _WIDTH), None)
    if top is None:
        return 0.0, 0.0, 0.0
    for y, widest in enumerate(accumulate(rows[top:], max)):
        if y >= 0.7 * widest:
            break
    head = subject.crop((0, top, _WIDTH, min(_HEIGHT, top + y + 1)))
    columns = head.resize((_WIDTH, 1)).tobytes()
    middle = sum(x * share for x, share in enumerate(columns)) / max(1, sum(columns))
    return widest / _WIDTH, middle / _WIDTH, top / _HEIGHT


def _widths(subject: Image) -> list[float]:
    """How many pixels of each row are not wall."""
    from PIL import Image

    return [
        share / 255 * _WIDTH
        for share in subject.resize((1, _HEIGHT), Image.Resampling.BOX).tobytes()
    ]


def _sharpness(grey: Image) -> float:
    from PIL import ImageFilter, ImageStat

    x, y, width, height = OVAL
    around = grey.crop(
        (
            int((x - 0.7 * width) * _WIDTH),
            int((y - 0.5 * height) * _HEIGHT),
            int((x + 0.7 * width) * _WIDTH),
            int((y + 0.7 * height) * _HEIGHT),
        )
    )
    # A quarter of the Laplacian fits into a byte, whatever the edge.
    laplacian = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=4, offset=128)
    edges = around.filter(laplacian).crop((1, 1, around.width - 1, around.height - 1))
    return 16_000 * ImageStat.Stat(edges).var[0] / max(1.0, ImageStat.Stat(around).var[0])
