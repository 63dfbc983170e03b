"""Heads are found with quick filters: they leave what the slow ones of the library leave."""

from __future__ import annotations

import random

import pytest
from PIL import Image, ImageFilter

from pos_client.sandbox.heads import darkest_near, lightest_near


def picture(seed: int) -> Image.Image:
    pick = random.Random(seed)
    size = (pick.randint(3, 40), pick.randint(3, 40))
    return Image.frombytes("L", size, pick.randbytes(size[0] * size[1]))


@pytest.mark.parametrize("seed", range(40))
def test_what_is_near_is_that_of_a_rank_filter(seed: int) -> None:
    grey = picture(seed)
    assert darkest_near(grey).tobytes() == grey.filter(ImageFilter.MinFilter(5)).tobytes()
    assert lightest_near(grey).tobytes() == grey.filter(ImageFilter.MaxFilter(5)).tobytes()
