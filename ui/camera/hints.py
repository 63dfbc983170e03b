"""What is wrong with a frame, told before the shutter: light, sharpness, and who stands where.

These are hints for the clerk, cheap enough to be given four times a second, and never a verdict:
they know nothing of faces. Somebody is what differs from the wall behind; before a wall that is
itself full of things nothing is said about framing.

Light is judged by the whole frame and by how much of it is burnt out, not by how light somebody's
skin is: a dark face in good light is no fault.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from ui.camera.pixels import Mask, Plane, differing, grey_of

__all__ = ["FRAME_SIZE", "OVAL", "FrameMeasures", "hints_of", "measure", "paper_hints_of"]

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
    if len(rgb) != 3 * _WIDTH * _HEIGHT:
        raise ValueError("a frame of another size")
    grey = grey_of(rgb, _WIDTH)
    brightness, contrast = grey.mean_and_spread()
    face = sorted(
        b"".join(grey.crop(left, y, right, y + 1).data for y, left, right in _inner_oval())
    )
    walls = [grey.crop(*box).mean_and_spread() for box in _CORNERS]
    subject = _subject([Plane(rgb[band::3], _WIDTH) for band in range(3)])
    width, x, top = _head(subject)
    return FrameMeasures(
        brightness=brightness,
        contrast=contrast,
        burnt=sum(byte >= 250 for byte in face) / len(face),
        face_light=face[int(0.95 * len(face))],
        wall=sum(mean for mean, _ in walls) / len(walls),
        wall_spread=min(spread for _, spread in walls),
        sharpness=1000 * _around_oval(grey).sharpness(),
        presence=subject.share(int(0.3 * _WIDTH), int(0.25 * _HEIGHT), int(0.7 * _WIDTH)),
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


def paper_hints_of(measures: FrameMeasures) -> tuple[str, ...]:
    """What to say about a frame with a paper: `too_dark`, `too_bright` or `blurred`, or nothing."""
    if measures.brightness < 52:
        return ("too_dark",)
    if measures.burnt > 0.5 or measures.brightness > 244:
        return ("too_bright",)
    return ("blurred",) if measures.sharpness < 24 else ()


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


def _around_oval(grey: Plane) -> Plane:
    x, y, width, height = OVAL
    return grey.crop(
        int((x - 0.7 * width) * _WIDTH),
        int((y - 0.5 * height) * _HEIGHT),
        int((x + 0.7 * width) * _WIDTH),
        int((y + 0.7 * height) * _HEIGHT),
    )


@cache
def _inner_oval() -> tuple[tuple[int, int, int], ...]:
    """Row, left and right of what lies in the middle half of the oval."""
    x, y, width, height = OVAL
    rows = []
    for row in range(_HEIGHT):
        away = ((row + 0.5) / _HEIGHT - y) / (height / 4)
        if abs(away) < 1:
            half = width / 4 * (1 - away * away) ** 0.5
            rows.append((row, round((x - half) * _WIDTH), round((x + half) * _WIDTH)))
    return tuple(rows)


def _subject(bands: list[Plane]) -> Mask:
    """Set where the frame differs from its wall, which may be lighter on one side."""
    corners = [[band.crop(*box).mean_and_spread() for band in bands] for box in _CORNERS]
    restless = [max(spread for _, spread in corner) for corner in corners]
    calmest = corners[restless.index(min(restless))]
    left, right = (
        # A head may reach into one.
        [mean for mean, _ in (corner if spread < _CALM else calmest)]
        for corner, spread in zip(corners, restless, strict=True)
    )
    columns = []
    for column in range(_WIDTH):
        # The corners lie in the outer quarters; between their middles the light changes evenly.
        part = min(1.0, max(0.0, 2 * (column + 0.5) / _WIDTH - 0.5))
        columns.append(tuple(round(a + (b - a) * part) for a, b in zip(left, right, strict=True)))
    return differing(bands, columns, _DIFFERENCE).smoothed()


def _head(subject: Mask) -> tuple[float, float, float]:
    """Find width, middle and top of the head, in parts of the frame; zeros for nobody.

    A head is higher than wide: once as far below its top as most of its width so far, the widest
    row was the head's, and the shoulders still lie below.
    """
    rows = subject.row_widths()
    top = next((y for y in range(_EDGE, _HEIGHT) if rows[y] > 0.04 * _WIDTH), None)
    if top is None:
        return 0.0, 0.0, 0.0
    for y, widest in enumerate(accumulate(rows[top:], max)):
        if y >= 0.7 * widest:
            break
    middle = subject.middle(top, min(_HEIGHT, top + y + 1))
    return widest / _WIDTH, middle / _WIDTH, top / _HEIGHT
