"""Looks for invented people in files: every writing in which a program could have left them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from drivers.simulator.deck import DeckEntry
from tests.whole.demo.identity_search import every_file_under, traces

__all__ = ["find_identities", "find_identities_in"]


def find_identities(folder: Path, people: Iterable[DeckEntry]) -> list[tuple[Path, str, str]]:
    """Search all files under a folder; answers file, what was found, and in which encoding."""
    return [
        (trace.file, trace.what, trace.writing)
        for trace in traces(people, every_file_under(folder))
    ]


def find_identities_in(data: bytes, people: Iterable[DeckEntry]) -> list[tuple[str, str]]:
    """Search bytes that never were a file, such as a captured log."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        return [(trace.what, trace.writing) for trace in traces(people, [Path(file.name)])]
