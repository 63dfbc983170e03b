"""The copy that a migration leaves beside the database, and its end.

It holds masks and sealed bytes like the database itself, and nothing of the table of retention
reaches into it. So it goes as soon as the migrated file has been checked as a whole, and after a
week in any case. A damaged file keeps its copy: something may be in there only.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from pos_client.infrastructure.crypto.private_file import sync_folder

__all__ = ["copies_beside", "copy_of_schema", "shred_copies", "shred_leftovers", "shred_old_copies"]

KEPT_AT_MOST = timedelta(days=7)

_COPY = ".schema-"
_GOING = ".shredding"
_PIECE = bytes(1024 * 1024)


def copy_of_schema(path: Path, schema: str) -> Path:
    """Where the copy of the database at `path` lies that was made when it had this schema."""
    return path.with_name(f"{path.name}{_COPY}{schema}")


def copies_beside(path: Path) -> tuple[Path, ...]:
    """All that were left and not let go of, with what belongs to them."""
    found = path.parent.glob(f"{path.name}{_COPY}*")
    return tuple(sorted(each for each in found if each.suffix != _GOING))


def shred_copies(path: Path) -> None:
    """Let go of all of them: overwritten, then removed.

    Raises:
        OSError: one of them is still there, in whole or under the name that `shred_leftovers` ends.
    """
    _shred(copies_beside(path))


def shred_old_copies(path: Path, now: datetime) -> None:
    """Let go of those that were kept long enough although nobody could check the file.

    Raises:
        OSError: as `shred_copies`.
    """
    ages = ((each, now.timestamp() - each.stat().st_mtime) for each in copies_beside(path))
    longest_s = KEPT_AT_MOST.total_seconds()
    # One from the future was made by a clock that was wrong, and nobody knows its age.
    _shred([each for each, age_s in ages if not 0 <= age_s < longest_s])


def shred_leftovers(path: Path) -> None:
    """End what a death has interrupted.

    Raises:
        OSError: as `shred_copies`.
    """
    _shred(path.parent.glob(f"{path.name}{_COPY}*{_GOING}"))


def _shred(files: Iterable[Path]) -> None:
    for file in files:
        going = file
        if file.suffix != _GOING:
            # From here on nobody takes it for a copy, whatever happens to us.
            going = file.with_name(file.name + _GOING)
            file.replace(going)
            sync_folder(file.parent)
        with going.open("r+b") as opened:
            left = os.fstat(opened.fileno()).st_size
            while left > 0:
                left -= opened.write(_PIECE[: min(left, len(_PIECE))])
                opened.flush()
                # Piece by piece: a counter at work waits for the same disk.
                os.fsync(opened.fileno())
        going.unlink()
        sync_folder(file.parent)
