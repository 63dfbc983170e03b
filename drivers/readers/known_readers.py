"""The readers that are known by their USB numbers; the list itself is `known_readers.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["KnownReader", "known_reader", "known_readers"]

_LIST: Final = Path(__file__).parents[1] / "known_readers.toml"


@dataclass(frozen=True, slots=True)
class KnownReader:
    """One entry of the list.

    Attributes:
        plan, layout: how frames lie on its pipes, or in its reports; empty where that is found
            out, or usual.
        needs: what it takes before it can be opened, by `linux`, `windows` and `macos`.
        tested: whether the real device has been tried with this program.
    """

    vid: int
    pid: int
    name: str
    scheme: str
    needs: Mapping[str, str]
    tested: bool
    source: str
    plan: str = ""
    layout: str = ""


def known_readers(scheme: str | None = None) -> tuple[KnownReader, ...]:
    """Read the list, or the part of it that is opened by `scheme`."""
    tables = tomllib.loads(_LIST.read_text("utf-8"))["reader"]
    readers = (KnownReader(**table) for table in tables)
    return tuple(each for each in readers if scheme in (None, each.scheme))


def known_reader(scheme: str, vid: int, pid: int) -> KnownReader | None:
    """Return the entry of a pair of numbers."""
    return next((e for e in known_readers(scheme) if (e.vid, e.pid) == (vid, pid)), None)
