"""Arithmetic on all pixels at once comes to what a library for pictures finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter, ImageStat

from ui.camera.pixels import Mask, Plane, differing, grey_of

SIDES = st.integers(min_value=3, max_value=24)


@st.composite
def planes(draw: st.DrawFn, depth: int = 1) -> tuple[bytes, int, int]:
    width, height = draw(SIDES), draw(SIDES)
    size = width * height * depth
    return draw(st.binary(min_size=size, max_size=size)), width, height


@given(planes(depth=3))
def test_grey_is_as_light_as_the_colours(drawn: tuple[bytes, int, int]) -> None:
    rgb, width, height = drawn
    grey = grey_of(rgb, width)
    theirs = Image.frombytes("RGB", (width, height), rgb).convert("L")
    assert (grey.width, grey.height) == theirs.size
    assert max(abs(a - b) for a, b in zip(grey.data, theirs.tobytes(), strict=True)) <= 1


@given(planes(), st.data())
def test_a_crop_is_measured_like_a_picture(
    drawn: tuple[bytes, int, int], data: st.DataObject
) -> None:
    values, width, height = drawn
    left, top = data.draw(st.integers(0, width - 3)), data.draw(st.integers(0, height - 3))
    box = (left, top, data.draw(st.integers(left + 3, width)), height)
    ours = Plane(values, width).crop(*box)
    theirs = Image.frombytes("L", (width, height), values).crop(box)
    assert ours.data == theirs.tobytes()
    told = ImageStat.Stat(theirs)
    assert ours.mean_and_spread() == pytest.approx((told.mean[0], told.stddev[0]), abs=1e-6)
    # In floats: a library's own kernel rounds to bytes.
    edges = [
        sum(ours.data[at + step] for step in (-1, 1, -ours.width, ours.width)) - 4 * ours.data[at]
        for y in range(1, ours.height - 1)
        for at in range(y * ours.width + 1, (y + 1) * ours.width - 1)
    ]
    middle = sum(edges) / len(edges)
    variance = sum((edge - middle) ** 2 for edge in edges) / len(edges)
    assert ours.sharpness() == pytest.approx(variance / max(1.0, told.var[0]), abs=1e-6)


@given(planes())
def test_a_mask_is_smoothed_by_the_median(drawn: tuple[bytes, int, int]) -> None:
    values, width, height = drawn
    bits = bytes(value & 1 for value in values)
    mask = Mask([bits[x::width] for x in range(width)])
    theirs = Image.frombytes("L", (width, height), bits).filter(ImageFilter.MedianFilter(3))
    pixels = theirs.tobytes()
    assert [*mask.smoothed().columns] == [pixels[x::width] for x in range(width)]


@given(planes(), st.integers(0, 255), st.integers(1, 255))
def test_what_differs_is_at_least_so_far_away(
    drawn: tuple[bytes, int, int], colour: int, least: int
) -> None:
    values, width, _ = drawn
    plane = Plane(values, width)
    found = differing([plane, plane], [(colour, colour)] * width, least)
    for x, column in enumerate(found.columns):
        assert [*column] == [abs(value - colour) >= least for value in values[x::width]]


def test_a_mask_tells_its_widths_its_middle_and_its_share() -> None:
    mask = Mask([b"\0\0\0", b"\0\1\1", b"\0\1\1", b"\0\0\1"])
    assert [*mask.row_widths()] == [0, 2, 3]
    assert mask.middle(1, 2) == 1.5
    assert mask.share(1, 1, 3) == 1.0
    assert mask.share(0, 0, 4) == pytest.approx(5 / 12)
