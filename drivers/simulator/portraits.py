"""Draws the portraits of invented people: a few shapes and colours, and no likeness of anybody.

`python -m drivers.simulator.portraits DECK` draws one for every entry of a deck file that says
`"photo": "draw"` and writes it into the file.
"""

from __future__ import annotations

import base64
import json
import math
import random
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

__all__ = ["PORTRAIT_SIZE", "draw_portrait", "encode_portrait"]

PORTRAIT_SIZE = (102, 126)
"""Width and height of the photo on a real card."""

_LARGEST = 1018
_SCALE = 4
_TRIES = 60
_SKIN = ("#f0cfb2", "#e2b48a", "#cf9868", "#b57a50", "#946040", "#f3d6c0")
_HAIR = ("#1c1a1a", "#4a3426", "#8a5a33", "#8d8d90", "#4b2f56", "#9c3b26", "#caa24f", "#2f4a63")
_BAND = ("#c0392b", "#1f7a8c", "#e0a526", "#5b3f8c", "#2e7d4f", "#f4f1ea", "#d96c9d")
_CLOTHES = ("#2f5d8c", "#7a3b3f", "#3d6b4f", "#6a5a8c", "#8a6d3b", "#30343b", "#b0574a", "#467f86")
_WALL = ("#e6edf3", "#dfe8e0", "#efe8dc", "#e5e0ee", "#f0e1e1")


def draw_portrait(seed: str, *, has_long_hair: bool) -> Image:
    """Draw the portrait that belongs to `seed`: the same seed gives the same face."""
    from PIL import Image  # late: serving a deck draws nothing
    from PIL.ImageDraw import Draw

    pick = random.Random(seed)  # noqa: S311 - play, not cryptography
    width, height = (side * _SCALE for side in PORTRAIT_SIZE)
    picture = Image.new("RGB", (width, height), pick.choice(_WALL))
    draw = Draw(picture)
    skin, hair, clothes = pick.choice(_SKIN), pick.choice(_HAIR), pick.choice(_CLOTHES)
    middle, eye_line = width // 2 + pick.randint(-14, 14), height * pick.uniform(0.38, 0.44)
    face_w, face_h = pick.randint(66, 92), pick.randint(96, 118)

    def oval(x: float, y: float, half_w: float, half_h: float, colour: str) -> None:
        draw.ellipse((x - half_w, y - half_h, x + half_w, y + half_h), fill=colour)

    hair_w, hair_top = face_w + pick.randint(8, 26), pick.randint(18, 40)
    if has_long_hair:
        fall = pick.randint(100, 190)
        draw.rounded_rectangle(
            (middle - hair_w, eye_line - 40, middle + hair_w, eye_line + fall), 50, fill=hair
        )
    draw.rectangle((middle - 30, eye_line + 60, middle + 30, height * 0.86), fill=skin)
    oval(middle, height * 1.06, pick.randint(150, 195), pick.randint(130, 165), clothes)
    oval(middle, eye_line - hair_top, hair_w, face_h, hair)
    oval(middle, eye_line + 16, face_w, face_h, skin)
    draw.pieslice(
        (middle - hair_w, eye_line - face_h - 30, middle + hair_w, eye_line + 20),
        180 - pick.randint(0, 14),
        360 + pick.randint(0, 14),
        fill=hair,
    )
    kinds = ("band", "glasses") if has_long_hair else ("band", "glasses", "beard", "moustache")
    marks = set(pick.sample(kinds, pick.randint(0, 2)))
    _draw_features(draw, pick, (middle, eye_line, face_w, face_h), hair, marks)
    if "band" in marks:
        top, tall = eye_line - face_h * pick.uniform(0.36, 0.5), pick.randint(20, 36)
        draw.rectangle((middle - hair_w, top - tall, middle + hair_w, top), fill=pick.choice(_BAND))
    return picture.resize(PORTRAIT_SIZE, Image.Resampling.LANCZOS)


def _draw_features(
    draw: ImageDraw,
    pick: random.Random,
    face: tuple[float, float, float, float],
    hair: str,
    marks: set[str],
) -> None:
    """Eyes, brows, mouth, and the marks that tell faces apart; more would not fit on a card."""
    middle, eye_line, face_w, face_h = face
    if "beard" in marks:  # from ear to ear
        half = math.pi / 2 * pick.uniform(0.4, 0.7)
        angles = [half * (step / 12 - 1) for step in range(25)]
        jaw = [(face_w * math.sin(a), face_h * math.cos(a)) for a in angles]
        draw.polygon([(middle + x, eye_line + 16 + y) for x, y in jaw], fill=hair)
    apart, eye, brow = pick.randint(24, 42), pick.randint(7, 11), pick.randint(5, 10)
    mouth, thick = pick.randint(14, 34), pick.randint(7, 13)
    wide, high, rim = pick.randint(20, 28), pick.randint(16, 24), pick.randint(6, 9)
    for x in (middle - apart, middle + apart):
        y = eye_line + 22
        draw.ellipse((x - eye, y - eye, x + eye, y + eye), fill="#26201f")
        draw.line((x - 18, y - 26, x + 18, y - 26), fill=hair, width=brow)
        if "glasses" in marks:
            draw.ellipse((x - wide, y - high, x + wide, y + high), outline="#2b2b33", width=rim)
    if "moustache" in marks:
        box = (middle - mouth - 6, eye_line + 52, middle + mouth + 6, eye_line + 67)
        draw.rounded_rectangle(box, 7, fill=hair)
    lips = (middle - mouth, eye_line + 77, middle + mouth, eye_line + 77)
    draw.line(lips, fill="#9a4f4a", width=thick)


def encode_portrait(picture: Image) -> bytes:
    """The best WebP of this picture that fits on a card.

    Raises:
        ValueError: none does.
    """
    for quality in range(80, -1, -5):
        stream = BytesIO()
        picture.save(stream, "WEBP", quality=quality, method=6)
        if len(stream.getvalue()) <= _LARGEST:
            return stream.getvalue()
    raise ValueError(f"no WebP of this picture has {_LARGEST} bytes or fewer")


def _draw_all(path: Path) -> int:
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    asked = [entry for entry in document["cards"] if entry.get("photo") == "draw"]
    drawn: list[Image] = []
    for entry in asked:
        picture = _unlike(drawn, entry["slug"], has_long_hair=entry["card"]["sex"] == "2")
        drawn.append(picture)
        entry["photo"] = base64.b64encode(encode_portrait(picture)).decode("ascii")
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return len(asked)


def _unlike(others: list[Image], slug: str, *, has_long_hair: bool) -> Image:
    """A portrait that nobody takes for one of the others; the most distinct of many tries."""
    tries = [draw_portrait(f"{slug} {n}", has_long_hair=has_long_hair) for n in range(_TRIES)]
    return max(tries, key=lambda each: min((_gap(each, other) for other in others), default=0.0))


def _gap(one: Image, other: Image) -> float:
    """How far two heads are from each other, pixel by pixel: 0 to 255."""
    from PIL import ImageChops, ImageStat

    box = (22, 8, 80, 92)
    difference = ImageChops.difference(one.crop(box), other.crop(box))
    return sum(ImageStat.Stat(difference).mean) / 3


if __name__ == "__main__":
    sys.stdout.write(f"{_draw_all(Path(sys.argv[1]))} portraits drawn\n")
