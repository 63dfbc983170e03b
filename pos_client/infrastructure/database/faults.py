"""What an error of SQLite means for somebody at the counter.

The text of such an error may quote a row, so it ends here: only its number is looked at, and no
exception that leaves this package carries the old one along.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

from pos_client.application.trouble import (
    DiskFull,
    SavingUnsure,
    StorageFault,
    StoreBusy,
    StoreDamaged,
    StoreTrouble,
    StoreUnsafe,
)

__all__ = ["is_final", "trouble_of", "trouble_of_file"]

_READ_ERRORS = {
    sqlite3.SQLITE_IOERR_READ,
    sqlite3.SQLITE_IOERR_SHORT_READ,
    sqlite3.SQLITE_IOERR_FSTAT,
    sqlite3.SQLITE_IOERR_CORRUPTFS,
}
# The folder would not sync once the journal was gone: the transaction is in the file.
_AFTER_COMMIT = sqlite3.SQLITE_IOERR_DIR_FSYNC
_BUGS = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError)
_MEANINGS: dict[int, type[StoreTrouble]] = {
    sqlite3.SQLITE_BUSY: StoreBusy,
    sqlite3.SQLITE_LOCKED: StoreBusy,
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_IOERR: StorageFault,
    sqlite3.SQLITE_CORRUPT: StoreDamaged,
    sqlite3.SQLITE_NOTADB: StoreDamaged,
    sqlite3.SQLITE_FORMAT: StoreDamaged,
    sqlite3.SQLITE_READONLY: StoreUnsafe,
    sqlite3.SQLITE_PERM: StoreUnsafe,
    sqlite3.SQLITE_CANTOPEN: StoreUnsafe,
    sqlite3.SQLITE_AUTH: StoreUnsafe,
}


def trouble_of(error: BaseException | None, folder: Path) -> StoreTrouble | RuntimeError:
    """Say what an error of the driver means; `folder` is where the database lies.

    A RuntimeError is a bug of ours: a row that the tables refuse, a statement without a value.
    """
    code = _code(error)
    if isinstance(error, _BUGS):
        return RuntimeError(f"the database refused: {type(error).__name__}")
    if code is None:
        # The driver could not even turn a value into text: the bytes are not what was written.
        return StoreDamaged()
    if code == _AFTER_COMMIT:
        return SavingUnsure(sqlite_code=code)
    primary = code & 0xFF
    meaning = _MEANINGS.get(primary, StoreTrouble)
    # A journal that cannot be made or grow is reported in several ways.
    if meaning in (StorageFault, StoreUnsafe) and code not in _READ_ERRORS and _is_full(folder):
        meaning = DiskFull
    elif primary == sqlite3.SQLITE_CANTOPEN and _may_write(folder):
        meaning = StorageFault
    return meaning(sqlite_code=code)


def trouble_of_file(error: OSError, folder: Path) -> StoreTrouble:
    """Say what an error around one of the store's own files means."""
    if _is_full(folder):
        return DiskFull()
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return StoreUnsafe(reason="permission")
    return StorageFault(errno=error.errno or 0)


def is_final(error: BaseException | None) -> bool:
    """Whether the disk refused a write or a sync: asked again, it might lie."""
    code = _code(error)
    return code is not None and code & 0xFF == sqlite3.SQLITE_IOERR and code not in _READ_ERRORS


def _code(error: BaseException | None) -> int | None:
    return getattr(error, "sqlite_errorcode", None)


def _may_write(folder: Path) -> bool:
    return os.access(folder, os.W_OK | os.X_OK)


def _is_full(folder: Path) -> bool:
    if not hasattr(os, "statvfs"):
        return False
    try:
        disk = os.statvfs(folder)
    except OSError:
        return False
    return disk.f_bavail * disk.f_frsize < 64 * 1024 or (disk.f_files > 0 and disk.f_favail == 0)
