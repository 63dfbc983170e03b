"""Which SQLite this is, and what is known of it."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

from pos_client.application.trouble import StoreUnsafe

__all__ = ["check_version", "has_wal_reset_fault", "is_write_ahead"]

log = logging.getLogger(__name__)

Version = tuple[int, int, int]

# Strict tables; nothing older was ever tried.
_OLDEST: Version = (3, 37, 0)
_FAULTY_FROM: Version = (3, 7, 0)
_MENDED: Version = (3, 51, 3)
# Mended releases of older lines, as reported.
_MENDED_LINES: tuple[Version, ...] = ((3, 44, 6), (3, 50, 7))
_HEADER_WRITE_VERSION = 18


def check_version(path: Path, version: Version | None = None) -> None:
    """Refuse a SQLite that is too old; log what its version and the file's mode mean.

    A file may have been left in write-ahead mode by somebody. Opening takes it back to a rollback
    journal, whatever the version.

    Raises:
        StoreUnsafe: too old; nothing was touched.
    """
    known = version or sqlite3.sqlite_version_info
    said = ".".join(map(str, known))
    if known < _OLDEST:
        raise StoreUnsafe(sqlite=said)
    is_faulty = has_wal_reset_fault(known)
    if is_write_ahead(path):
        log.info(
            "the data file was in write-ahead mode and is taken back, SQLite %s, faulty there: %s",
            said,
            is_faulty,
        )
    elif is_faulty:
        log.info("SQLite %s may damage files in write-ahead mode; this one has a journal", said)


def has_wal_reset_fault(version: Version) -> bool:
    """Whether two connections in write-ahead mode may damage a file with this version."""
    if not _FAULTY_FROM <= version < _MENDED:
        return False
    return not any(version[:2] == mended[:2] and version >= mended for mended in _MENDED_LINES)


def is_write_ahead(path: Path) -> bool:
    """Whether the file's own header asks for a write-ahead log; no if there is no file."""
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_WRITE_VERSION + 2)
    except OSError:
        return False
    return len(header) == _HEADER_WRITE_VERSION + 2 and 2 in header[_HEADER_WRITE_VERSION:]
