"""Everything lies where a newcomer looks for it."""

from __future__ import annotations

from pathlib import Path

import pytest

import drivers
import pos_client
import ui
from tests.unit.house import tree

TOP = {
    *("drivers", "pos_client", "ui", "tests", "packaging", "docs", ".ci"),
    *("pyproject.toml", "README.md", "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md"),
    *("LICENSE", "dev", ".gitignore"),
}
VAGUE = {"utils", "util", "helpers", "helper", "manager", "common", "base", "misc"}


def test_nothing_new_stands_at_the_top() -> None:
    assert {path.parts[0] for path in tree.tracked()} <= TOP


def test_packaging_is_no_package_or_it_would_shadow_the_library_of_that_name() -> None:
    assert not list((tree.ROOT / "packaging").rglob("__init__.py"))


@pytest.mark.parametrize("package", [drivers, pos_client, ui])
def test_our_short_names_mean_our_packages(package: object) -> None:
    found = Path(str(getattr(package, "__file__", None)))
    assert found.parents[1] == tree.ROOT


def test_names_say_what_a_module_is_about() -> None:
    vague = [path for path in tree.every_file() if VAGUE & {path.stem, *path.parts[:-1]}]
    assert vague == []


def test_scripts_can_be_started() -> None:
    for name in ("dev", ".ci/run"):
        assert (tree.ROOT / name).stat().st_mode & 0o111, name
