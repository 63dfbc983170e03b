"""What somebody does to a photo that is to pass for another one; none of it is a new exposure."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from io import BytesIO

from PIL import Image, ImageDraw, ImageEnhance, ImageOps

__all__ = ["CHANGES", "Change", "changed", "combined"]

Change = Callable[[Image.Image, random.Random], Image.Image]

_EIGHTH = 0.125


def _brighter(picture: Image.Image, pick: random.Random) -> Image.Image:
    return ImageEnhance.Brightness(picture).enhance(pick.uniform(0.8, 1.2))


def _contrast(picture: Image.Image, pick: random.Random) -> Image.Image:
    return ImageEnhance.Contrast(picture).enhance(pick.uniform(0.8, 1.2))


def _gamma(picture: Image.Image, pick: random.Random) -> Image.Image:
    power = pick.uniform(0.8, 1.25)
    return picture.point([round(255 * (value / 255) ** power) for value in range(256)] * 3)


def _cast(picture: Image.Image, pick: random.Random) -> Image.Image:
    factors = [pick.uniform(0.95, 1.05) for _ in range(3)]
    table = [min(255, round(value * factor)) for factor in factors for value in range(256)]
    return picture.point(table)


def _mirrored(picture: Image.Image, _pick: random.Random) -> Image.Image:
    return ImageOps.mirror(picture)


def _cut(picture: Image.Image, pick: random.Random) -> Image.Image:
    width, height = picture.size
    left, top, right, bottom = (
        pick.choice((0.0, _EIGHTH, pick.uniform(0, _EIGHTH))) for _ in range(4)
    )
    box = (left * width, top * height, (1 - right) * width, (1 - bottom) * height)
    return picture.crop(tuple(round(edge) for edge in box))


def _cut_all_around(picture: Image.Image, _pick: random.Random) -> Image.Image:
    return ImageOps.crop(picture, round(_EIGHTH * min(picture.size)))


def _scaled(picture: Image.Image, pick: random.Random) -> Image.Image:
    return ImageOps.scale(picture, pick.uniform(0.5, 1.5))


def _turned(picture: Image.Image, pick: random.Random) -> Image.Image:
    wall = picture.getpixel((3, 3))
    return picture.rotate(pick.uniform(-3, 3), Image.Resampling.BICUBIC, fillcolor=wall)


def _shifted(picture: Image.Image, pick: random.Random) -> Image.Image:
    width, height = picture.size
    moved = Image.new("RGB", picture.size, picture.getpixel((3, 3)))
    across, down = (round(pick.uniform(-0.06, 0.06) * side) for side in (width, height))
    moved.paste(picture, (across, down))
    return moved


def _noisy(picture: Image.Image, pick: random.Random) -> Image.Image:
    grain = Image.frombytes("RGB", picture.size, pick.randbytes(3 * picture.width * picture.height))
    return Image.blend(picture, grain, pick.uniform(0.005, 0.03))


def _stickered(picture: Image.Image, pick: random.Random) -> Image.Image:
    picture = picture.copy()
    width, height = picture.size
    wide, high = round(pick.uniform(0.06, 0.18) * width), round(pick.uniform(0.05, 0.12) * height)
    left, top = pick.choice((0, width - wide)), pick.choice((0, height - high))
    colour = f"hsl({pick.randrange(360)}, 60%, 50%)"
    ImageDraw.Draw(picture).rectangle((left, top, left + wide, top + high), fill=colour)
    return picture


def _dated(picture: Image.Image, pick: random.Random) -> Image.Image:
    picture = picture.copy()
    place = (8, pick.choice((6, picture.height - picture.height // 16)))
    size = max(8, picture.height // 26)
    ImageDraw.Draw(picture).text(place, "2026-03-02 10:04:59", fill="#ffee33", font_size=size)
    return picture


def _encoded_only(picture: Image.Image, _pick: random.Random) -> Image.Image:
    return picture


CHANGES: Mapping[str, Change] = {
    "encoded anew": _encoded_only,
    "mirrored": _mirrored,
    "turned": _turned,
    "shifted": _shifted,
    "cut": _cut,
    "cut all around": _cut_all_around,
    "scaled": _scaled,
    "brighter or darker": _brighter,
    "contrast": _contrast,
    "gamma": _gamma,
    "cast": _cast,
    "noisy": _noisy,
    "stickered": _stickered,
    "dated": _dated,
}
"""By name, in the order in which they are combined. Each draws how strong it is."""


def changed(jpeg: bytes, *names: str, seed: str) -> bytes:
    """A photo after these changes, and encoded at a quality between 40 and 95."""
    pick = random.Random(f"{seed} {names}")
    with Image.open(BytesIO(jpeg)) as opened:
        picture = opened.convert("RGB")
    for name in names:
        picture = CHANGES[name](picture, pick)
    made = BytesIO()
    picture.save(made, "JPEG", quality=pick.randint(40, 95))
    return made.getvalue()


def combined(seed: str, most: int = 4) -> tuple[str, ...]:
    """One to `most` changes at random, in their order; at most one of them moves the edges."""
    pick = random.Random(f"combined {seed}")
    moving = ("turned", "shifted", "cut", "cut all around")
    others = [name for name in CHANGES if name not in (*moving, "encoded anew")]
    drawn = {*pick.sample(others, pick.randint(0, most - 1)), pick.choice(moving)}
    return tuple(name for name in CHANGES if name in drawn)
