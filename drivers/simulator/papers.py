"""Camera frames of an invented paper on the counter: lines that nobody can read, and no name."""

from __future__ import annotations

import random
from functools import lru_cache
from io import BytesIO

__all__ = ["PAPER", "draw_paper"]

PAPER = "paper"
"""What the simulator's control calls it, where it could name a person."""
_SIZE = (1280, 960)
_LINES = 14


@lru_cache(maxsize=8)
def draw_paper(seed: str) -> bytes:
    """A JPEG of 1280 x 960; the same seed gives the same paper, lying in the same way."""
    from PIL import Image, ImageDraw, ImageFilter  # late: serving a deck draws nothing

    pick = random.Random(f"paper {seed}")  # noqa: S311 - play, not cryptography
    page = Image.new("RGB", (900, 860), "#f6f3ec")
    pen = ImageDraw.Draw(page)
    pen.rectangle((290, 50, 610, 82), "#4a5058")
    for line in range(_LINES):
        top = 140 + 42 * line
        at = 70 if line % 5 else 120
        while at < 800 - (pick.randint(0, 300) if line % 5 == 4 else 0):
            width = pick.randint(24, 76)
            pen.rectangle((at, top, min(at + width, 830), top + 16), "#5b626b")
            at += width + pick.randint(8, 18)
    pen.ellipse((620, 690, 780, 850), outline="#b03a3a", width=7)
    table = Image.new("RGB", _SIZE, pick.choice(("#8d7b66", "#6f7a83", "#7d8a7a")))
    lying = page.rotate(pick.uniform(-2.5, 2.5), expand=True, fillcolor="#78818a")
    place = ((_SIZE[0] - lying.width) // 2 + pick.randint(-12, 12), pick.randint(16, 40))
    table.paste(lying, place)
    made = BytesIO()
    table.filter(ImageFilter.GaussianBlur(0.6)).save(made, "JPEG", quality=86)
    return made.getvalue()
