"""The disk between this process and a folder: heard, counted, and made to fail."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from enum import IntEnum
from pathlib import Path

__all__ = ["Disk", "Wish", "is_possible", "preloaded", "working_folder"]

_SOURCE = Path(__file__).with_name("disk.c")
_LOADED = "POS_CLIENT_TEST_DISK"


class Wish(IntEnum):
    """What a process wants of its disk."""

    WRITE = 1
    READ = 2


def is_possible() -> bool:
    """Whether this machine can put a disk of ours under a process."""
    return sys.platform == "linux" and shutil.which("gcc") is not None


def preloaded(folder: Path) -> dict[str, str]:
    """Build the disk in `folder`; the environment of a process that shall stand on it.

    Raises:
        subprocess.CalledProcessError: the compiler refused.
    """
    made = folder / "disk.so"
    flags = ["-shared", "-fPIC", "-O2", "-w"]
    subprocess.run(["gcc", *flags, "-o", made, _SOURCE, "-ldl"], check=True)
    return os.environ | {"LD_PRELOAD": str(made), _LOADED: str(made)}


def working_folder() -> str | None:
    """Where files cost no disk; None for wherever temporary files go."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and os.access(memory, os.W_OK) else None


def _string(path: Path | None) -> bytes | None:
    return None if path is None else os.fsencode(path)


class Disk:
    """The disk that stands under this process.

    Raises:
        RuntimeError: this process was started without one.
    """

    def __init__(self) -> None:
        if not os.environ.get(_LOADED):
            raise RuntimeError("this process stands on an ordinary disk")
        self._library = ctypes.CDLL(os.environ[_LOADED])
        self._library.disk_calls.restype = ctypes.c_long
        self._library.disk_fail.argtypes = [
            ctypes.c_int,
            ctypes.c_long,
            *[ctypes.c_int] * 3,
        ]

    def watch(self, folder: Path, trace: Path | None = None) -> None:
        """Look after the files of one folder from now on; write down what is wished into `trace`.

        Files that are open already are not noticed.
        """
        self._library.disk_watch(_string(folder), _string(trace))

    def leave(self) -> None:
        """Let everything pass unseen."""
        self.pass_all()
        self._library.disk_watch(None, None)

    def mark(self, text: str) -> None:
        """Put a word of the caller's among what the disk was asked to do."""
        self._library.disk_mark(text.encode())

    def fail(
        self,
        at: int,
        error: int,
        *,
        for_ever: bool,
        wish: Wish = Wish.WRITE,
        is_short: bool = False,
    ) -> None:
        """Let the wish number `at` from here fail, and every later one if it is `for_ever`.

        Args:
            error: an errno. ENOSPC is told only where room is needed, and by statvfs afterwards.
            is_short: half of the bytes of a write find room.
        """
        self._library.disk_fail(wish, at, error, int(for_ever), int(is_short))

    def count(self, error: int, wish: Wish = Wish.WRITE) -> None:
        """Count from here what `error` could meet."""
        self._library.disk_fail(wish, 0, error, 0, 0)

    def pass_all(self) -> None:
        for wish in Wish:
            self._library.disk_fail(wish, 0, 0, 0, 0)

    def wishes(self, wish: Wish = Wish.WRITE) -> int:
        """How many were counted since the last `count` or `fail`."""
        return int(self._library.disk_calls(wish))

    def has_failed(self, wish: Wish = Wish.WRITE) -> bool:
        return bool(self._library.disk_has_failed(wish))


def started_on_disk(module: str, arguments: list[str]) -> int:
    """Run a module of ours on a disk of ours, in a process of its own; its code, or its signal."""
    with tempfile.TemporaryDirectory() as folder:
        code = subprocess.run(
            [sys.executable, "-m", module, *arguments], env=preloaded(Path(folder))
        ).returncode
    if code < 0:
        print(f"ended by signal {-code}, no result", file=sys.stderr, flush=True)
    return abs(code)
