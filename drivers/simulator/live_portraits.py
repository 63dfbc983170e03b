"""Camera frames of invented people: the face of the card's portrait, as a shop's camera sees it.

The same distortion gives the same frame. Nothing here comes from a photograph of anybody.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from drivers.simulator.bearing import Bearing
from drivers.simulator.deck import DeckEntry
from drivers.simulator.portraits import PORTRAIT_SIZE, draw_portrait

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = [
    "FRAME_SIZE",
    "MANNERS",
    "Distortion",
    "draw_live_portrait",
    "live_portrait_of",
]

FRAME_SIZE = (640, 480)
_WALLS = ("#cfd6d3", "#d8d2c4", "#c9d3de", "#dcd5dd", "#d3dacb")
_FULL_SCALE = 3.5
_FLOOD = (255, 0, 255)
_EDGE = 22
"""How far a colour may be from the portrait's wall and still be wall: sum of three of 255."""


@dataclass(frozen=True, slots=True)
class Distortion:
    """What a camera, its light and a customer who moves do to a face.

    Attributes:
        seed: of noise, of how the head is held, and of the wall where no place is named.
        place: of the wall: everybody who stands there has the same one behind.
        bearing: how far head, eyes and mouth are from where the card has them; 1 is everyday.
        scale, turn_degrees, shift: of the person in the frame; shift in pixels.
        brightness, contrast: 1 changes nothing.
        cast: factors of red and blue.
        blur: radius in pixels.
        noise: share of grain, 0 to 1.
        shade: how dark one side of the face is, 0 to 1.
        cover: share of the face that a hand or scarf hides from below, 0 to 1.
        quality: of the JPEG.
        is_empty: nobody stands there.
    """

    seed: str = ""
    place: str = ""
    bearing: float = 0.0
    scale: float = 1.0
    turn_degrees: float = 0.0
    shift: tuple[int, int] = (0, 0)
    brightness: float = 1.0
    contrast: float = 1.0
    cast: tuple[float, float] = (1.0, 1.0)
    blur: float = 0.0
    noise: float = 0.03
    shade: float = 0.0
    cover: float = 0.0
    quality: int = 85
    is_empty: bool = False

    @classmethod
    def everyday(cls, seed: str) -> Distortion:
        """What an honest photo at a counter has."""
        pick = random.Random(f"everyday {seed}")  # noqa: S311 - play, not cryptography
        return cls(
            seed=seed,
            bearing=1.0,
            scale=pick.uniform(0.92, 1.08),
            turn_degrees=pick.uniform(-3, 3),
            shift=(pick.randint(-24, 24), pick.randint(-8, 14)),
            brightness=pick.uniform(0.84, 1.14),
            contrast=pick.uniform(0.88, 1.1),
            cast=(pick.uniform(0.95, 1.05), pick.uniform(0.95, 1.05)),
            blur=pick.uniform(0, 1.4),
            noise=pick.uniform(0.01, 0.05),
            shade=pick.uniform(0, 0.12),
            quality=pick.randint(78, 92),
        )

    @classmethod
    def unsure(cls, seed: str) -> Distortion:
        """The same person, half in the shade and with a scarf up to the mouth."""
        pick = random.Random(f"unsure {seed}")  # noqa: S311 - play, not cryptography
        return cls(
            seed=seed,
            bearing=1.0,
            scale=pick.uniform(0.95, 1.05),
            turn_degrees=pick.uniform(-2, 2),
            shift=(pick.randint(-12, 12), pick.randint(-4, 8)),
            shade=pick.uniform(0.45, 0.55),
            cover=pick.uniform(0.28, 0.36),
            blur=pick.uniform(0.8, 1.6),
        )

    @classmethod
    def dark(cls, seed: str) -> Distortion:
        return cls(seed=seed, brightness=0.13)

    @classmethod
    def blurred(cls, seed: str) -> Distortion:
        return cls(seed=seed, blur=16, noise=0.0)

    @classmethod
    def nobody(cls, seed: str) -> Distortion:
        return cls(seed=seed, is_empty=True)


MANNERS: dict[str, Callable[[str], Distortion]] = {
    "everyday": Distortion.everyday,
    "unsure": Distortion.unsure,
    "dark": Distortion.dark,
    "blurred": Distortion.blurred,
    "nobody": Distortion.nobody,
}
"""Ways to stand before the camera, by the word that the simulator's control takes."""


def live_portrait_of(person: DeckEntry, *, distortion: Distortion) -> bytes:
    """A camera's frame of somebody of the deck, as JPEG; everybody has a face."""
    has_long_hair = "女" in person.fields.sex or person.fields.sex == "2"
    return draw_live_portrait(
        person.webp, distortion=distortion, seed=person.slug, has_long_hair=has_long_hair
    )


def draw_live_portrait(
    webp: bytes, *, distortion: Distortion, seed: str = "", has_long_hair: bool = False
) -> bytes:
    """A camera's frame of the face in a card's portrait, as JPEG.

    Args:
        webp: the portrait; empty draws the face that belongs to `seed`.
    """
    person = _cut_out(webp, "" if webp else seed, has_long_hair=has_long_hair)
    return _encoded(_frame(person, distortion), distortion.quality)


@lru_cache(maxsize=64)
def _cut_out(webp: bytes, seed: str, *, has_long_hair: bool) -> Image:
    """The person of a portrait, clear where the portrait shows the wall; not to be painted on."""
    from PIL import Image  # late: serving a deck draws nothing

    if webp:
        with Image.open(BytesIO(webp)) as opened:
            portrait = opened.convert("RGB")
    else:
        portrait = draw_portrait(seed, has_long_hair=has_long_hair)
    person = portrait.convert("RGBA")
    person.putalpha(_person_in(portrait))
    return person


def _frame(person: Image, distortion: Distortion) -> Image:
    from PIL import Image, ImageEnhance, ImageFilter

    pick = random.Random(f"frame {distortion.seed}")  # noqa: S311 - play, not cryptography
    frame = _wall(pick)
    if distortion.place:
        frame = _wall(random.Random(f"place {distortion.place}"))  # noqa: S311 - as above
    if not distortion.is_empty:
        _stand(frame, person, distortion)
    if distortion.shade:
        _shade(frame, distortion.shade)
    red, blue = distortion.cast
    bands = frame.split()
    frame = Image.merge(
        "RGB",
        (
            bands[0].point(lambda value: min(255, round(value * red))),
            bands[1],
            bands[2].point(lambda value: min(255, round(value * blue))),
        ),
    )
    frame = ImageEnhance.Contrast(frame).enhance(distortion.contrast)
    frame = ImageEnhance.Brightness(frame).enhance(distortion.brightness)
    if distortion.blur:
        frame = frame.filter(ImageFilter.GaussianBlur(distortion.blur))
    if distortion.noise:
        grain = _grain(pick)
        frame = Image.blend(frame, grain, distortion.noise)
    return frame


def _wall(pick: random.Random) -> Image:
    from PIL import Image, ImageDraw

    wall = Image.new("RGB", FRAME_SIZE, pick.choice(_WALLS))
    shelf = pick.randint(60, 150)
    box = (0, shelf, FRAME_SIZE[0], shelf + 5)
    ImageDraw.Draw(wall).rectangle(box, fill="#b9bfbd")
    return wall


def _stand(frame: Image, person: Image, distortion: Distortion) -> None:
    """Put the person before the wall."""
    from PIL import Image, ImageDraw

    cut = person
    if distortion.cover:
        width, height = cut.size
        scarf = Image.new("RGBA", cut.size, (0, 0, 0, 0))
        face_end = int(height * 0.68)
        begin = face_end - int(height * 0.45 * distortion.cover)
        ImageDraw.Draw(scarf).rectangle(
            (int(width * 0.22), begin, int(width * 0.78), face_end + 6), fill="#5c6670"
        )
        cut = Image.alpha_composite(cut, scarf)
    if distortion.bearing:
        cut = Bearing.of(distortion.seed, distortion.bearing).shown(cut)
    factor = _FULL_SCALE * distortion.scale
    size = (round(PORTRAIT_SIZE[0] * factor), round(PORTRAIT_SIZE[1] * factor))
    large = cut.resize(size, Image.Resampling.BICUBIC)
    large = large.rotate(distortion.turn_degrees, Image.Resampling.BICUBIC)
    left = (FRAME_SIZE[0] - size[0]) // 2 + distortion.shift[0]
    top = FRAME_SIZE[1] - size[1] + 12 + distortion.shift[1]
    frame.paste(large, (left, top), large)


def _person_in(portrait: Image) -> Image:
    """A mask: white where the portrait is not the wall that reaches its upper corners."""
    from PIL import Image, ImageChops, ImageDraw, ImageFilter

    flooded = portrait.copy()
    for corner in ((1, 1), (portrait.width - 2, 1)):
        ImageDraw.floodfill(flooded, corner, _FLOOD, thresh=_EDGE)
    bands = ImageChops.difference(flooded, Image.new("RGB", portrait.size, _FLOOD)).split()
    largest = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    mask = largest.point(lambda value: 255 if value else 0)
    return mask.filter(ImageFilter.MedianFilter(5))


def _shade(frame: Image, depth: float) -> None:
    """Darken the left side, running out at two thirds."""
    from PIL import Image

    width, height = frame.size
    ramp = Image.new("L", (width, 1))
    ramp.putdata([round(255 * depth * max(0.0, 1 - x / (width * 0.66))) for x in range(width)])
    frame.paste(Image.new("RGB", frame.size, "#000000"), (0, 0), ramp.resize((width, height)))


def _grain(pick: random.Random) -> Image:
    """Black and white specks in camera-sized clumps."""
    from PIL import Image

    small = (FRAME_SIZE[0] // 2, FRAME_SIZE[1] // 2)
    specks = Image.frombytes("L", small, pick.randbytes(small[0] * small[1]))
    return specks.resize(FRAME_SIZE).convert("RGB")


def _encoded(frame: Image, quality: int) -> bytes:
    made = BytesIO()
    frame.save(made, "JPEG", quality=quality)
    return made.getvalue()
