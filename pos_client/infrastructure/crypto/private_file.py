"""Files that only their owner may read, written whole or not at all."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pos_client.application.trouble import KeyFileExposed

__all__ = ["read_private", "replace_private", "sync_folder", "write_private"]

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def write_private(path: Path, data: bytes) -> None:
    """Create a file with mode 0600; after a crash it is there whole, or not there.

    Raises:
        FileExistsError: never overwrites, since a key written over is a device lost.
    """
    with _draft(path, data) as draft:
        # Unlike a rename, a link refuses to replace what is there.
        os.link(draft, path)
    sync_folder(path.parent)


def replace_private(path: Path, data: bytes) -> None:
    """As `write_private`, for what is no key: after a crash the old file is there, or the new."""
    with _draft(path, data) as draft:
        draft.replace(path)
    sync_folder(path.parent)


@contextmanager
def _draft(path: Path, data: bytes) -> Iterator[Path]:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(opened, "wb") as file:  # noqa: PTH123 - opened with its mode above
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def read_private(path: Path) -> bytes:
    """Read a file that nobody else may read.

    Raises:
        KeyFileExposed: others may. What they may have read already is no secret any more, so
            the mode is not quietly corrected.
        FileNotFoundError: there is none.
    """
    with path.open("rb") as file:
        # On Windows the folder's access list decides, the mode says nothing.
        if os.name == "posix" and os.fstat(file.fileno()).st_mode & _OTHERS:
            mode = f"{stat.S_IMODE(os.fstat(file.fileno()).st_mode):04o}"
            raise KeyFileExposed(
                f"{path.name} has mode {mode}, others may read it", file=path.name, mode=mode
            )
        return file.read()


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder survive a power cut."""
    if os.name != "posix":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
