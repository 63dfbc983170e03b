"""The one folder that holds everything of a device, and the lock on it."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from pos_client.application.trouble import AlreadyOpen, StoreTrouble, StoreUnsafe

__all__ = ["Home", "HomeLock"]


@dataclass(frozen=True, slots=True)
class Home:
    """Where each thing lies under one folder."""

    folder: Path

    @classmethod
    def at(cls, folder: str | Path | None) -> Home:
        """Take the folder given with `--home`, else the usual one of this user."""
        if folder is not None:
            return cls(Path(folder).expanduser().absolute())
        import platformdirs

        return cls(Path(platformdirs.user_data_dir("pos-client", appauthor=False)))

    @property
    def settings_file(self) -> Path:
        return self.folder / "config.toml"

    @property
    def device_folder(self) -> Path:
        """What the enrolment made of this computer: its papers and keys."""
        return self.folder / "device"

    @property
    def keys_folder(self) -> Path:
        return self.folder / "keys"

    @property
    def clerk_secret_file(self) -> Path:
        return self.keys_folder / "clerk-secret"

    @property
    def store_file(self) -> Path:
        return self.folder / "store.sqlite3"

    @property
    def reader_file(self) -> Path:
        """Which reader was chosen on this computer."""
        return self.folder / "reader.json"

    @property
    def logs_folder(self) -> Path:
        return self.folder / "logs"

    @property
    def lock_file(self) -> Path:
        return self.folder / "lock"

    def create(self) -> None:
        """Make the folders that are missing, and close them to everybody else.

        Raises:
            StoreUnsafe: this user may not write here, or everybody may, or no folder can be here.
            StoreTrouble: the folder cannot be made for another reason.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.folder.stat().st_mode & stat.S_ISVTX:
                raise StoreUnsafe(reason="shared")  # such as /tmp: not ours to close
            for folder in (self.folder, self.keys_folder, self.logs_folder):
                folder.mkdir(mode=0o700, exist_ok=True)
                if sys.platform != "win32" and folder.stat().st_mode & 0o077:
                    folder.chmod(0o700)
        except PermissionError:
            raise StoreUnsafe(reason="permission") from None
        except (FileExistsError, NotADirectoryError, FileNotFoundError):
            raise StoreUnsafe(reason="place") from None
        except OSError as error:
            raise StoreTrouble(errno=error.errno or 0) from None
        if not os.access(self.folder, os.W_OK | os.X_OK):
            raise StoreUnsafe(reason="permission")


class HomeLock:
    """Holds a home for one process; the operating system lets go of it when the process dies.

    Raises:
        AlreadyOpen: another process holds it.
        StoreUnsafe: the lock file cannot be made.
    """

    def __init__(self, home: Home) -> None:
        try:
            self._file = os.open(home.lock_file, os.O_CREAT | os.O_RDWR, 0o600)
        except OSError:
            raise StoreUnsafe(reason="permission") from None
        try:
            _lock(self._file)
        except OSError:
            os.close(self._file)
            raise AlreadyOpen from None

    def close(self) -> None:
        """Let go. The file stays: removing it would open a gap for two holders."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: int) -> None:
        # Not `lockf`: that one is dropped when any other handle of the file is closed.
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
