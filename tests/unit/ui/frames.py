"""Camera frames with an invented person before a wall, spoilt in every way a frame can be."""

from __future__ import annotations

import random

from PIL import Image, ImageChops, ImageEnhance, ImageFilter

from drivers.simulator.portraits import draw_portrait
from ui.camera.hints import FRAME_SIZE

__all__ = ["backlit", "blurred", "cluttered", "framed", "lit", "shrunk", "wall_lit_from_the_side"]

_SIZE = (640, 480)


def framed(
    seed: str,
    *,
    has_long_hair: bool = False,
    scale: float = 1.0,
    right: int = 0,
    down: int = 0,
    is_empty: bool = False,
) -> Image.Image:
    """Somebody at the counter; `scale` 1 fills the oval, `right` and `down` are pixels."""
    portrait = draw_portrait(seed, has_long_hair=has_long_hair)
    scene = Image.new("RGB", _SIZE, portrait.getpixel((1, 1)))
    if not is_empty:
        height = int(470 * scale)
        width = int(height * portrait.width / portrait.height)
        person = portrait.resize((width, height))
        scene.paste(person, ((_SIZE[0] - width) // 2 + right, _SIZE[1] - height + down))
    return _grained(scene, seed)


def lit(frame: Image.Image, factor: float) -> Image.Image:
    return ImageEnhance.Brightness(frame).enhance(factor)


def blurred(frame: Image.Image, pixels: float) -> Image.Image:
    return frame.filter(ImageFilter.GaussianBlur(pixels))


def backlit(seed: str) -> Image.Image:
    """A window behind the person, who is left a shade."""
    wall = framed(seed, is_empty=True)
    difference = ImageChops.difference(framed(seed), wall).convert("L")
    person = difference.point([0] * 8 + [255] * 248).filter(ImageFilter.MedianFilter(5))
    # A face may be as pale as the wall: no window shines through it.
    person = person.filter(ImageFilter.MaxFilter(41)).filter(ImageFilter.MinFilter(41))
    return Image.composite(lit(framed(seed), 0.25), Image.new("RGB", _SIZE, "#fbfbfb"), person)


def wall_lit_from_the_side(seed: str) -> Image.Image:
    light = (
        Image.linear_gradient("L")
        .rotate(90)
        .resize(_SIZE)
        .point([150 + v // 3 for v in range(256)])
    )
    return ImageChops.multiply(framed(seed), Image.merge("RGB", (light,) * 3))


def cluttered(seed: str) -> Image.Image:
    """Somebody far to the side before shelves full of boxes."""
    pick = random.Random(seed)
    scene = framed(seed, right=-120)
    for left in range(0, 640, 40):
        for top in range(0, 200, 40):
            colour = tuple(pick.randrange(256) for _ in range(3))
            scene.paste(colour, (left, top, left + 40, top + 40))
    return scene


def shrunk(frame: Image.Image) -> bytes:
    """What `measure` takes."""
    return frame.resize(FRAME_SIZE, Image.Resampling.BOX).tobytes()


def _grained(frame: Image.Image, seed: str) -> Image.Image:
    """Grain as a sensor has it, the same for the same seed."""
    grain = Image.frombytes("L", _SIZE, random.Random(seed).randbytes(_SIZE[0] * _SIZE[1]))
    soft = grain.point([120 + v // 16 for v in range(256)])
    return ImageChops.add(frame, Image.merge("RGB", (soft,) * 3), 1, -128)
