"""A live photo is told again, and two honest ones of one person are two."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from drivers.simulator.deck import load_deck
from drivers.simulator.live_portraits import Distortion, live_portrait_of
from pos_client.sandbox.photo_looks import Looks, looks_of

PERSON = load_deck()["resident-lin"]


def photo(seed: str) -> bytes:
    return live_portrait_of(PERSON, distortion=Distortion.everyday(seed))


def encoded(jpeg: bytes, *, cut: float = 0.0, size: float = 1.0, quality: int = 80) -> bytes:
    with Image.open(BytesIO(jpeg)) as opened:
        width, height = opened.size
        box = (cut * width, cut * height, (1 - cut) * width, (1 - cut) * height)
        picture = opened.convert("RGB").crop(tuple(round(edge) for edge in box))
    picture = picture.resize((round(picture.width * size), round(picture.height * size)))
    made = BytesIO()
    picture.save(made, "JPEG", quality=quality)
    return made.getvalue()


@pytest.mark.parametrize(
    "change", [{"quality": 60}, {"cut": 0.015}, {"size": 0.5}, {"size": 1.3, "cut": 0.0075}]
)
def test_a_photo_is_told_again(change: dict[str, float]) -> None:
    book, first = Looks(), photo("first")
    book.add(b"first", b"".join(looks_of(first)))
    again = encoded(first, **change)  # type: ignore[arg-type]
    assert book.near(looks_of(again)[0]) == {b"first"}


def test_other_photos_of_the_same_person_are_others() -> None:
    book = Looks()
    for number in range(12):
        looks = looks_of(photo(f"{number}"))
        assert book.near(looks[0]) == set()
        book.add(f"{number}".encode(), b"".join(looks))


def test_what_shows_nobody_has_no_looks() -> None:
    empty = live_portrait_of(PERSON, distortion=Distortion.nobody("1"))
    assert looks_of(empty) == ()
    assert looks_of(b"no picture") == ()
