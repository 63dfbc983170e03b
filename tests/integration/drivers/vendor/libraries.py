"""Vendors' libraries of our own, compiled in the test, and the folder that steers them."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

from drivers import CardEvent, Reader, open_reader

__all__ = [
    "RAMP",
    "SAM_ID_TEXT",
    "Compiler",
    "Shelf",
    "children",
    "next_event",
    "wait_until",
    "workers",
]

RAMP = bytes(range(256)) * 4
SAM_ID_TEXT = "05.01-20100312-0000123456-0987654321"
_SOURCES = Path(__file__).parent


class Compiler:
    """Compiles each kind of library once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def library(self, source: str, *flags: str) -> Path:
        """Return a library made of a source file beside this one."""
        target = self._folder / f"lib{source.partition('.')[0]}{''.join(flags)}.so"
        if not target.exists():
            made = target.with_suffix(".new")
            command = ["gcc", "-shared", "-fPIC", "-O1", "-w", *flags, "-o", str(made)]
            subprocess.run([*command, str(_SOURCES / source), "-lpthread"], check=True)
            made.rename(target)
        return target


class Shelf:
    """A library in a folder of its own, and the card and the manners that it finds there."""

    def __init__(self, folder: Path, library: Path, **options: object) -> None:
        self.folder = folder
        self.library = Path(shutil.copy(library, folder / "libsdtapi.so"))
        self._options = options

    def address(self, **options: object) -> str:
        """Return an address that opens it."""
        query = urlencode({"library": self.library, **self._options, **options})
        return f"vendor:sdtapi?{query}"

    def open(self, **options: object) -> Reader:
        """Open it."""
        return open_reader(self.address(**options))

    def lay(self, text: bytes, serial: bytes = bytes(8), photo: bytes = RAMP) -> None:
        """Put a card there, in place of another one."""
        new = self.folder / "card.new"
        new.write_bytes(text + photo + serial)
        new.rename(self.folder / "card")

    def lift(self) -> None:
        """Take the card away."""
        (self.folder / "card").unlink()

    def behave(self, step: str, manner: str = "") -> None:
        """Let a function behave like this from now on; well when nothing is said."""
        new = self.folder / f"{step}.new"
        new.write_text(manner)
        new.rename(self.folder / step)


def next_event(
    reader: Reader, within_s: float = 10.0, *, passing_over: Sequence[type] = ()
) -> CardEvent | None:
    """Poll as the hub does until something is told."""
    due = time.monotonic() + within_s
    while time.monotonic() < due:
        event = reader.poll(0.1)
        if event is not None and not isinstance(event, tuple(passing_over)):
            return event
    return None


def children(parent: int) -> set[int]:
    """List the processes that a process has started and not reaped, zombies included."""
    found = set()
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and int(_state(entry)[1]) == parent:
                found.add(int(entry.name))
    return found


def workers() -> set[int]:
    """List the workers that this process has started and not reaped, zombies included."""
    found = set()
    for process in children(os.getpid()):
        entry = Path(f"/proc/{process}")
        with suppress(OSError):
            if (
                b"drivers.vendor.worker" in (entry / "cmdline").read_bytes()
                or _state(entry)[0] == "Z"
            ):
                found.add(process)
    return found


def _state(entry: Path) -> list[str]:
    """Return state, parent and so on."""
    return (entry / "stat").read_text().rpartition(")")[2].split()


def wait_until(is_so: Callable[[], bool], within_s: float = 5.0) -> bool:
    """Wait for something that happens in another process."""
    due = time.monotonic() + within_s
    while not is_so():
        if time.monotonic() > due:
            return False
        time.sleep(0.005)
    return True
