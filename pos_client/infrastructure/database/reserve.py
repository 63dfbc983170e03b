"""Eight megabytes that are given up when the disk is full, so that what is owed can be written."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

__all__ = ["Reserve"]

_BYTES = 8 * 1024 * 1024
_LEFT_FOR_OTHERS = 8 * _BYTES


class Reserve:
    """One file that holds nothing."""

    def __init__(self, path: Path, size: int = _BYTES) -> None:
        self._path = path
        self._size = size

    def fill(self) -> None:
        """Make the file if there is plenty of room; without room nothing happens."""
        try:
            if self._path.exists() and self._path.stat().st_size >= self._size:
                return
            if shutil.disk_usage(self._path.parent).free < self._size + _LEFT_FOR_OTHERS:
                return
            file = os.open(self._path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
            try:
                if hasattr(os, "posix_fallocate"):
                    os.posix_fallocate(file, 0, self._size)
                else:
                    os.write(file, bytes(self._size))
            finally:
                os.close(file)
        except OSError:
            self.free()

    def free(self) -> bool:
        """Give the room back; False when there was nothing to give."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True
