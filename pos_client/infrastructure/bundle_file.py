"""Files of sealed records, as they go to a stick and come from one."""

from __future__ import annotations

import os
from pathlib import Path

from pos_client.application.queue_trouble import BundleUnwritable
from pos_client.infrastructure.crypto.private_file import sync_folder

__all__ = ["BundleFiles"]

_LARGEST = 2 * 1024**3


class BundleFiles:
    """Implements `queue_files.Files`."""

    def write(self, path: Path, data: bytes) -> None:
        """Write a new file, on the disk before this returns, and read it back.

        Raises:
            BundleUnwritable: it is there already, or the place takes none.
        """
        try:
            number = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(number, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            sync_folder(path.parent)
            whole = path.read_bytes() == data
        except FileExistsError:
            raise BundleUnwritable(reason="exists") from None
        except OSError as error:
            raise BundleUnwritable(reason=error.strerror or "error") from None
        if not whole:
            raise BundleUnwritable(reason="not what was written")

    def read(self, path: Path) -> bytes:
        """Read a file.

        Raises:
            BundleUnwritable: it cannot be read.
        """
        try:
            if path.stat().st_size > _LARGEST:
                raise BundleUnwritable(reason="too large")
            return path.read_bytes()
        except OSError as error:
            raise BundleUnwritable(reason=error.strerror or "error") from None
