"""A frame that is good is left alone, and a spoilt one is told what spoilt it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PIL import Image

from tests.unit.ui.frames import (
    backlit,
    blurred,
    cluttered,
    framed,
    lit,
    shrunk,
    wall_lit_from_the_side,
)
from ui.camera.hints import FRAME_SIZE, OVAL, FrameMeasures, hints_of, measure

SEEDS = ("a", "b", "c", "d", "e", "f", "g", "h")

GOOD: dict[str, Callable[[str], Image.Image]] = {
    "as it should be": framed,
    "with long hair": lambda seed: framed(seed, has_long_hair=True),
    "a little smaller": lambda seed: framed(seed, scale=0.85),
    "a little to the side": lambda seed: framed(seed, right=24),
    "in the evening": lambda seed: lit(framed(seed), 0.5),
    "not quite in focus": lambda seed: blurred(framed(seed), 2),
    "before a wall that is lit from one side": wall_lit_from_the_side,
    "before shelves, where nothing can be said": cluttered,
}
SPOILT: dict[str, tuple[Callable[[str], Image.Image], str]] = {
    "lights out": (lambda seed: lit(framed(seed), 0.15), "too_dark"),
    "a lamp into the lens": (lambda seed: lit(framed(seed), 2.6), "too_bright"),
    "a window behind": (backlit, "back_light"),
    "out of focus": (lambda seed: blurred(framed(seed), 7), "blurred"),
    "nobody there": (lambda seed: framed(seed, is_empty=True), "nobody"),
    "from the door": (lambda seed: framed(seed, scale=0.5), "too_far"),
    "nose at the lens": (lambda seed: framed(seed, scale=1.9, down=200), "too_close"),
    "to the left": (lambda seed: framed(seed, right=-150), "off_centre"),
    "to the right": (lambda seed: framed(seed, right=150), "off_centre"),
    "under the counter": (lambda seed: framed(seed, down=130), "off_centre"),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("case", GOOD)
def test_a_good_frame_is_left_alone(case: str, seed: str) -> None:
    assert hints_of(measure(shrunk(GOOD[case](seed)))) == ()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("case", SPOILT)
def test_a_spoilt_frame_is_told_what_spoilt_it(case: str, seed: str) -> None:
    draw, hint = SPOILT[case]
    assert hints_of(measure(shrunk(draw(seed)))) == (hint,)


def test_a_blurred_person_at_the_side_hears_both() -> None:
    frame = blurred(framed("a", right=-150), 7)
    assert hints_of(measure(shrunk(frame))) == ("blurred", "off_centre")


def test_a_dark_skin_in_good_light_is_no_fault() -> None:
    measures = replace(measure(shrunk(framed("a"))), face_light=84)
    assert hints_of(measures) == ()


def test_the_same_frame_half_as_light_is_as_sharp() -> None:
    bright, dim = (measure(shrunk(lit(framed("c"), factor))) for factor in (1.0, 0.5))
    assert dim.brightness < 0.6 * bright.brightness
    assert dim.contrast < 0.6 * bright.contrast
    assert dim.sharpness == pytest.approx(bright.sharpness, rel=0.1)


def test_the_head_is_found_where_it_was_drawn() -> None:
    """By a ruler on the drawing: the hair begins at 76 pixels and goes from 249 to 418."""
    measures = measure(shrunk(framed("a")))
    assert measures.head_top == pytest.approx(76 / 480, abs=0.02)
    assert measures.head_width == pytest.approx(169 / 640, abs=0.03)
    assert measures.head_x == pytest.approx(333 / 640, abs=0.02)


@pytest.mark.parametrize("colour", ["black", "white", "#808080"])
def test_a_frame_of_one_colour_can_be_measured(colour: str) -> None:
    measures = measure(Image.new("RGB", FRAME_SIZE, colour).tobytes())
    assert isinstance(measures, FrameMeasures)
    assert measures.contrast == 0
    assert measures.presence == 0
    assert hints_of(measures) == (
        {"black": "too_dark", "white": "too_bright", "#808080": "nobody"}[colour],
    )


def test_bytes_of_another_size_are_refused() -> None:
    with pytest.raises(ValueError, match="another size"):
        measure(bytes(3 * FRAME_SIZE[0]))


def test_the_oval_lies_inside_the_frame() -> None:
    x, y, width, height = OVAL
    assert 0 < x - width / 2 < x + width / 2 < 1
    assert 0 < y - height / 2 < y + height / 2 < 1
