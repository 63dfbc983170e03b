"""The threat model says what the attacks do, and names only what is there."""

from __future__ import annotations

import re

import pytest

from tests.attacks.collecting import collect
from tests.unit.house import tree

TEXT = (tree.ROOT / "docs/threat-model.md").read_text("utf-8")
TEST = re.compile(r"`([\w/]+/test_\w+\.py(?:::\w+)?)`")
ATTACKS = {named.name: named.attack for named in collect()}


def section(title: str) -> str:
    """What stands under a heading, up to the next."""
    return re.split(r"^#+ ", TEXT.partition(f"# {title}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


def test_the_residual_attacks_are_exactly_those_that_are_listed() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", section("What gets through at level B"), re.MULTILINE)
    assert sorted(listed) == sorted(name for name, each in ATTACKS.items() if each.is_residual)


def test_every_attack_that_is_named_exists() -> None:
    rows = section("Standards, and what of them is tested").splitlines()
    named = {
        name
        for row in rows
        for part in re.findall(r"attacks? (`\w+`(?:, `\w+`)*)", row)
        for name in re.findall(r"\w+", part)
    }
    assert len(named) > 30
    assert named - ATTACKS.keys() == set()


@pytest.mark.parametrize(
    "place", sorted(set(re.findall(r"`([\w/]+/test_\w+\.py(?:::\w+)?)`", TEXT)))
)
def test_every_test_that_is_named_exists(place: str) -> None:
    path, _, name = place.partition("::")
    text = (tree.ROOT / "tests" / path).read_text("utf-8")
    assert not name or f"def {name}(" in text


def test_every_chapter_and_every_risk_has_a_row() -> None:
    rows = section("Standards, and what of them is tested")
    for number in range(1, 18):
        assert re.search(rf"^\| V{number} ", rows, re.MULTILINE)
    for number in range(1, 11):
        assert re.search(rf"^\| DA{number} ", rows, re.MULTILINE)
