"""Every command line that a sentence, the doctor or the page of troubles names is one."""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from pos_client import cli
from pos_client.infrastructure.home import Home
from ui import i18n

ROOT = Path(__file__).parents[3]
COMMAND = re.compile(r"pos-client((?: --?[a-z][a-z-]*| [a-z]+(?![\w:])| [A-Z]+)+)", re.ASCII)
GIVEN = {"FILE": "file", "DIR": "folder", "ID": str(UUID(int=1)), "ADDRESS": "sim:"}
WINDOWS = ("run", "demo")
# Those of whom more than the parser alone may say that something is missing.
FURTHER = ("outbox",)


class ParsedError(BaseException):
    """A verb has understood what it was asked, and would begin."""


def strings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def named() -> set[tuple[str, ...]]:
    said = [
        text for topic in i18n.topics() for pair in i18n.catalogue(topic).values() for text in pair
    ]
    for file in ("bootstrap/doctor.py", "cli/places.py"):
        said.extend(strings(ROOT / "pos_client" / file))
    page = (ROOT / "docs" / "trouble.md").read_text("utf-8")
    said.extend(re.findall(r"`(pos-client[^`]*)`", page.replace("\n  ", " ")))
    found = {tuple(words.split()) for text in said for words in COMMAND.findall(text)}
    return {words for words in found if words[0] not in WINDOWS and words[0][0] != "-"}


NAMED = sorted(named())


def test_the_search_finds_what_is_named() -> None:
    assert ("outbox", "salvage", "FILE") in NAMED
    assert ("reset", "--drop-evidence") in NAMED
    assert ("doctor",) in NAMED


@pytest.mark.parametrize("words", NAMED, ids=" ".join)
def test_a_command_line_that_is_named_is_understood(
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    parse = argparse.ArgumentParser.parse_args

    def parsed(self: argparse.ArgumentParser, *given: object) -> argparse.Namespace:
        found = parse(self, *given)  # type: ignore[call-overload]
        if words[0] not in FURTHER:
            raise ParsedError
        return found  # type: ignore[no-any-return]

    def begin(_: object) -> Home:
        raise ParsedError

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", parsed)
    monkeypatch.setattr(Home, "at", begin)
    with pytest.raises(ParsedError):
        cli.main([GIVEN.get(word, word) for word in words])
