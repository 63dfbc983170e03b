"""The gallery shows what it promises, and README shows pictures of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from pos_client.domain.flow import Step
from pos_client.domain.flows import NEW_NUMBER
from tests.ui.exhibits import EXHIBITS
from tests.ui.gallery_page import PAGE, PICTURES, gallery_page

ROOT = PAGE.parents[1]
MOST_BYTES = 6 * 1024 * 1024
ALL = [each for exhibits in EXHIBITS.values() for each in exhibits]
# Which picture shows a step; reading is the page between two customers.
STEPS = {
    Step.READ_CARD: "idle",
    Step.VISUAL_CHECK: "visual-check",
    Step.CONSENT: "consent",
    Step.LIVE_PHOTO: "live-photo",
    Step.VERIFICATION: "verifying",
    Step.REVIEW: "review",
    Step.NUMBER_AND_SIM: "number",
    Step.FORM: "form",
    Step.SEAL: "seal",
}


def test_the_page_is_the_one_that_is_made_with_the_pictures() -> None:
    assert PAGE.read_text("utf-8") == gallery_page()


def test_every_picture_is_there_and_no_other() -> None:
    assert len({each.name for each in ALL}) == len(ALL)
    assert {path.stem for path in PICTURES.iterdir()} == {each.name for each in ALL}


def test_every_step_and_every_paper_is_shown() -> None:
    assert set(STEPS) >= set(NEW_NUMBER.steps)
    assert {each.shows for each in ALL} >= {*STEPS.values(), "paper form", "paper slip"}
    assert "paper acceptance" in {each.shows for each in ALL}


def test_a_clone_stays_small() -> None:
    assert sum(path.stat().st_size for path in PICTURES.iterdir()) < MOST_BYTES


@pytest.mark.parametrize("exhibit", ALL, ids=lambda each: each.name)
def test_a_picture_has_its_size(exhibit: object) -> None:
    from tests.ui.exhibits import Exhibit

    assert isinstance(exhibit, Exhibit)
    with Image.open(PICTURES / f"{exhibit.name}.png") as picture:
        if not exhibit.shows.startswith("paper "):
            assert picture.size == exhibit.size
        assert picture.size[0] >= 400


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_readme_shows_pictures_that_are_there(page: str) -> None:
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (ROOT / page).read_text("utf-8"))
    assert len(shown) >= 2
    assert [path for path in shown if not Path(ROOT / path).is_file()] == []
