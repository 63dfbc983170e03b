"""The power fails at the n-th step of an update, for every n: `python -m tests.faults.updates.cut`.

Each n is a child of its own that dies without a word. What it had written and not brought to the
disk is taken away first: the bytes of files that were not synced, and, every second time, a link
that was exchanged in a folder that was not. Prints what starts afterwards, and after one more
update.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pos_client.bootstrap.updating import install_newest
from pos_client.infrastructure.updates.installation import Installation
from tests.faults.updates.yard import started

_STEPS = ("fsync", "replace", "rename", "mkdir", "symlink", "unlink", "rmdir", "open", "truncate")


class Power:
    """Counts the steps of an update, and fails at one of them."""

    def __init__(self, folder: Path, fails_at: int, *, undoes_names: bool) -> None:
        self.steps = 0
        self._folder = folder
        self._fails_at = fails_at
        self._undoes_names = undoes_names
        self._safe = {path.lstat().st_ino for path in folder.rglob("*")}
        self._link = (folder / "current").readlink()
        self._is_link_safe = True
        for name in _STEPS:
            setattr(os, name, self._counting(name, getattr(os, name)))

    def _counting(self, name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            self.steps += 1
            if self.steps == self._fails_at:
                self._fail()
            result = step(*args, **kwargs)
            if name == "fsync":
                self._note_safe(args[0])
            elif name == "replace" and str(args[1]).endswith("/current"):
                self._is_link_safe = False
            return result

        return counted

    def _note_safe(self, opened: int) -> None:
        inode = os.fstat(opened).st_ino
        self._safe.add(inode)
        if inode == self._folder.stat().st_ino:
            self._is_link_safe = True

    def _fail(self) -> None:
        self._fails_at = 0
        if self._undoes_names and not self._is_link_safe:
            link = self._folder / "current"
            link.unlink()
            link.symlink_to(self._link)
        for path in self._folder.rglob("*"):
            if path.is_file() and not path.is_symlink() and path.stat().st_ino not in self._safe:
                path.write_bytes(b"")
        os._exit(9)


def attempt(folder: Path, source: str, fails_at: int, *, undoes_names: bool) -> int:
    """Update in a child; its exit status, or the number of steps where it came to its end."""
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        power = Power(folder, fails_at, undoes_names=undoes_names)
        install_newest(Installation.at(folder), source)
        os.write(sending, str(power.steps).encode())
        os._exit(0)
    os.close(sending)
    with os.fdopen(receiving, "rb") as told:
        steps = told.read()
    os.waitpid(child, 0)
    return int(steps or 0)


def main(installation: Path, source: str, room: Path) -> None:
    def fresh() -> Path:
        folder = room / "installation"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(installation, folder, symlinks=True)
        return folder

    last = attempt(fresh(), source, 0, undoes_names=False)
    for step in range(1, last + 1):
        folder = fresh()
        attempt(folder, source, step, undoes_names=step % 2 == 0)
        first = started(folder)
        attempt(folder, source, 0, undoes_names=False)
        print(json.dumps({"step": step, "cut": first, "again": started(folder)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
