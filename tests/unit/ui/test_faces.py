"""The faces that come with the program can draw what it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from tests.unit.house import tree
from ui import i18n

FOLDER = Path(tree.ROOT) / "ui/theme/faces"
STYLES = ("Regular", "Bold")
# Keys are drawn with the symbols of another face: Noto Sans CJK has none for them.
SYMBOLS = {"↵"}


@pytest.fixture(scope="module", params=STYLES)
def face(request: pytest.FixtureRequest) -> TTFont:
    return TTFont(FOLDER / f"ShimingSans-{request.param}.otf")


def test_every_character_of_the_catalogue_is_in_both(face: TTFont) -> None:
    said = {
        character
        for topic in i18n.topics()
        for pair in i18n.catalogue(topic).values()
        for character in "".join(pair)
    }
    missing = {each for each in said if each.isprintable() and ord(each) not in face.getBestCmap()}
    assert missing - SYMBOLS == set(), "./dev faces cuts them again"


@pytest.mark.parametrize(
    "name", ["王小明", "诸葛欣怡", "买买提·艾力", "福建省福州市鼓楼区东街口8号3层"]
)
def test_usual_names_and_addresses_need_no_other_face(face: TTFont, name: str) -> None:
    assert {ord(each) for each in name} <= face.getBestCmap().keys()


def test_whose_it_is_and_on_which_conditions_is_told(face: TTFont) -> None:
    names = face["name"]
    assert "Adobe" in names.getDebugName(0)
    assert "SIL Open Font License" in names.getDebugName(13)
    assert not any("Noto" in str(record) for record in names.names)
    conditions = (FOLDER / "OFL.txt").read_text("utf-8")
    assert "Copyright 2014-2021 Adobe" in conditions
    assert "SIL OPEN FONT LICENSE Version 1.1" in conditions


def test_it_is_small_enough_to_stay_in_memory_whole(face: TTFont) -> None:
    assert Path(face.reader.file.name).stat().st_size < 1 << 20
