"""A wall is known again whoever stands before it, and two frames are never equal to the pixel."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from random import Random

import pytest
from PIL import Image, ImageDraw

from drivers.simulator.deck import load_deck
from drivers.simulator.live_portraits import FRAME_SIZE, Distortion, live_portrait_of
from pos_client.sandbox.backgrounds import (
    SAME_PLACE_BELOW,
    Background,
    background_of,
    unpacked_blocks,
)

DECK = load_deck()
PEOPLE = ("resident-lin", "resident-wang", "resident-ma", "resident-tong")
WALLS = ("a calendar", "two posters", "a clock and a plant", "a shelf of boxes")


def frame(person: str, moment: str, wall: str = "", place: str = "counter") -> bytes:
    """Somebody of the deck before a wall with some things on it, as a camera sees them."""
    distortion = replace(Distortion.everyday(moment), place=place)
    jpeg = live_portrait_of(DECK[person], distortion=distortion)
    if not wall:
        return jpeg
    opened = Image.open(BytesIO(jpeg))
    pick, draw = Random(wall), ImageDraw.Draw(opened)
    for _ in range(7):
        left = pick.choice((0, FRAME_SIZE[0] - 90)) + pick.randint(0, 50)
        top = pick.randint(0, 300)
        tone = pick.randint(40, 140)
        draw.rectangle(
            (left, top, left + pick.randint(20, 40), top + pick.randint(16, 60)), (tone,) * 3
        )
    made = BytesIO()
    opened.save(made, "JPEG", quality=85)
    return made.getvalue()


def seen(*what: str) -> Background:
    found = background_of(frame(*what))
    assert found is not None
    return found


@pytest.mark.parametrize("wall", WALLS)
def test_one_wall_is_the_same_behind_everybody(wall: str) -> None:
    first = seen(PEOPLE[0], "a", wall)
    assert not first.is_bare
    gaps = [seen(person, f"{person} b", wall).gap(first.profile) for person in PEOPLE]
    assert max(gaps) < SAME_PLACE_BELOW


def test_another_wall_is_another_place() -> None:
    of_walls = [seen(PEOPLE[0], "a", wall) for wall in WALLS]
    gaps = [
        one.gap(other.profile)
        for place, one in enumerate(of_walls)
        for other in of_walls[place + 1 :]
    ]
    assert min(gaps) > SAME_PLACE_BELOW


@pytest.mark.parametrize("place", ["counter", "another counter"])
def test_a_bare_wall_with_a_shelf_says_nothing(place: str) -> None:
    assert seen(PEOPLE[0], "a", "", place).is_bare


def test_two_moments_at_one_counter_are_never_equal_to_the_pixel() -> None:
    first = seen(PEOPLE[0], "a")
    for person in PEOPLE:
        assert first.frozen_share(seen(person, f"{person} b").blocks) < 0.1


def test_one_frame_with_another_face_in_it_is() -> None:
    kept = replace(Distortion.everyday("kept"), place="counter")
    one, other = (
        background_of(live_portrait_of(DECK[person], distortion=kept)) for person in PEOPLE[:2]
    )
    assert one is not None
    assert other is not None
    assert one.frozen_share(other.blocks) > 0.9


def test_blocks_are_kept_as_bytes_and_come_back() -> None:
    found = seen(PEOPLE[0], "a")
    assert unpacked_blocks(found.packed_blocks) == found.blocks


def test_what_is_no_picture_has_no_wall() -> None:
    assert background_of(b"no picture") is None
    assert Background(bytes([128]) * 180, (1, 2)).frozen_share((1, 2, 3)) == 0.0
