"""Draws the portraits of invented people: a few shapes and colours, and no likeness of anybody.

`python -m drivers.simulator.portraits DECK` draws one for every entry of a deck file that says
`"photo": "draw"` and writes it into the file.
"""

from __future__ import annotations

import base64
import json
import random
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["PORTRAIT_SIZE", "draw_portrait", "encode_portrait"]

PORTRAIT_SIZE = (102, 126)
"""Width and height of the photo on a real card."""

_LARGEST = 1018
_SCALE = 4
_SKIN = ("#f2d3b8", "#e9c09b", "#dba97f", "#c68d63", "#a9714b", "#f6dcc8")
_HAIR = ("#1c1a1a", "#2d2420", "#4a3426", "#6d5a4b", "#8d8d90", "#3a2a3f")
_CLOTHES = ("#2f5d8c", "#7a3b3f", "#3d6b4f", "#6a5a8c", "#8a6d3b", "#30343b", "#b0574a", "#467f86")
_WALL = ("#e6edf3", "#dfe8e0", "#efe8dc", "#e5e0ee", "#f0e1e1")


def draw_portrait(seed: str, *, has_long_hair: bool) -> Image:
    """Draw the portrait that belongs to `seed`: the same seed gives the same face."""
    from PIL import Image, ImageDraw  # late: serving a deck draws nothing

    pick = random.Random(seed)  # noqa: S311 - play, not cryptography
    width, height = (side * _SCALE for side in PORTRAIT_SIZE)
    picture = Image.new("RGB", (width, height), pick.choice(_WALL))
    draw = ImageDraw.Draw(picture)
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
    apart, eye = pick.randint(28, 38), pick.randint(6, 9)
    for side in (-1, 1):
        oval(middle + side * apart, eye_line + 22, eye, eye, "#26201f")
    mouth = pick.randint(16, 28)
    draw.line(
        (middle - mouth, eye_line + 76, middle + mouth, eye_line + 76), fill="#9a4f4a", width=7
    )
    if pick.random() < 0.3:
        for side in (-1, 1):
            x, y = middle + side * apart, eye_line + 22
            draw.ellipse((x - 24, y - 20, x + 24, y + 20), outline="#3b3b46", width=5)
    return picture.resize(PORTRAIT_SIZE, Image.Resampling.LANCZOS)


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
    for entry in asked:
        picture = draw_portrait(entry["slug"], has_long_hair=entry["card"]["sex"] == "2")
        entry["photo"] = base64.b64encode(encode_portrait(picture)).decode("ascii")
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return len(asked)


if __name__ == "__main__":
    sys.stdout.write(f"{_draw_all(Path(sys.argv[1]))} portraits drawn\n")
