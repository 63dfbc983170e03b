"""The two READMEs are twins: what one offers, links and tabulates, the other does too."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from pos_client import cli

ROOT = Path(__file__).parents[3]
ENGLISH, CHINESE = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh-CN.md"))


def _links(text: str) -> Counter[str]:
    return Counter(each for each in re.findall(r"\]\(([^)]+)\)", text) if "README" not in each)


def _calls(text: str) -> set[str]:
    """Every command, but a place to fill in, which has a name in each language."""
    found = re.findall(r"(?:\./dev|pos-client|python -m) ?[ -~]*?(?=[`#\n]|[^ -~])", text)
    return {re.sub(r" (?:DIR|ADDRESS)$", "", each.strip()) for each in found}


def _code(text: str) -> list[str]:
    """Fenced blocks, each line without its comment and without what is printed for a reader."""
    blocks = re.findall(r"^ *```\w*\n(.*?)^ *```$", text, re.DOTALL | re.MULTILINE)
    return [re.sub(r" *#.*|\"[^\"\n]*: ?\"|\"[^\"\n]*：\"", "", each) for each in blocks]


def _shape(text: str) -> list[str]:
    """Headings by their depth, steps by their number, rows by their first cell, pictures."""
    mark = re.compile(r"^(#+ |\d+\. |\| ?(?:\[[^\]]+\]|`[^`]+`) |!\[| +\| )", re.MULTILINE)
    return [each.strip() for each in mark.findall(text)]


@pytest.mark.parametrize("facet", [_links, _calls, _code, _shape])
def test_what_the_english_page_has_the_chinese_one_has_as_well(facet: object) -> None:
    assert callable(facet)
    assert facet(CHINESE) == facet(ENGLISH)


def test_every_page_under_docs_stands_in_the_table() -> None:
    pages = {f"docs/{each.name}" for each in (ROOT / "docs").glob("*.md")}
    assert pages <= set(_links(ENGLISH))


def test_every_verb_that_is_offered_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0
    known = set(re.findall(r"^  (\w+) ", capsys.readouterr().out, re.MULTILINE))
    offered = {each.split()[1] for each in _calls(ENGLISH) if re.match(r"pos-client \w", each)}
    assert {"doctor", "outbox", "status"} <= offered <= known
