"""Checking the whole data file while a counter works on it, without holding anybody up.

SQLite's own check locks a file from beginning to end. So a copy is checked: the online backup
takes a few pages at a time and begins again when the counter has written meanwhile.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

__all__ = ["NotChecked", "is_whole"]

_PAGES_AT_ONCE = 128
_PAUSE_S = 0.01
# A counter that writes all the time lets no copy come to its end.
_MOST_BEGINNINGS = 5
_LEFT_FREE = 600 * 1024 * 1024


class NotChecked(Exception):
    """It could not be done this time: no room, no peace, or the program ends."""


def is_whole(path: Path, *, with_indexes: bool, may_go_on: Callable[[], bool]) -> bool:
    """Whether SQLite finds nothing wrong in the file at `path`.

    Args:
        with_indexes: every index against its table too, which takes several times as long.
        may_go_on: asked between the pages; no ends it.

    Raises:
        NotChecked: see there.
    """
    copy = path.with_name(path.name + ".checked")
    try:
        copy.unlink(missing_ok=True)  # of a check that was killed
        if shutil.disk_usage(path.parent).free < path.stat().st_size + _LEFT_FREE:
            raise NotChecked("no room")
        os.close(os.open(copy, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
        try:
            return _examine(path, copy, with_indexes, may_go_on)
        finally:
            copy.unlink(missing_ok=True)
            copy.with_name(copy.name + "-journal").unlink(missing_ok=True)
    except OSError as error:
        raise NotChecked(type(error).__name__) from None


def _examine(path: Path, copy: Path, with_indexes: bool, may_go_on: Callable[[], bool]) -> bool:
    asked = "integrity_check" if with_indexes else "quick_check"
    try:
        with closing(sqlite3.connect(copy)) as target:
            target.execute("PRAGMA synchronous = OFF")  # it is thrown away
            _copy(path, target, may_go_on)
            return target.execute(f"PRAGMA {asked}(1)").fetchall() == [("ok",)]
    except UnicodeDecodeError:
        return False
    except sqlite3.DatabaseError as error:
        primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return False
        raise NotChecked(type(error).__name__) from None


def _copy(path: Path, target: sqlite3.Connection, may_go_on: Callable[[], bool]) -> None:
    last, beginnings = 0, 1

    def note(_: int, remaining: int, total: int) -> None:
        nonlocal last, beginnings
        beginnings += total - remaining <= last
        last = total - remaining
        if beginnings > _MOST_BEGINNINGS or not may_go_on():
            raise NotChecked("no peace")

    uri = path.absolute().as_uri() + "?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=1.0)) as source:
        source.backup(target, pages=_PAGES_AT_ONCE, progress=note, sleep=_PAUSE_S)
