"""The folder that a program is installed in: its versions, and which of them is started.

::

    FOLDER/root.json          whom this installation trusts; came with it, and no update writes it
    FOLDER/metadata/          the newest signed lists that were seen
    FOLDER/versions/1.4.0/    a whole release, with `pos-client` in it
    FOLDER/current            a link to the version that is started
    FOLDER/incoming/          what is being fetched; worth nothing after a power cut

A version gets its name under `versions` only when every byte of it is on the disk, and the link is
exchanged in one step. So whatever moment the power fails at, a whole version is started.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pos_client.application.trouble import AlreadyOpen, DiskFull, StoreTrouble
from pos_client.application.update_trouble import (
    ReleaseUnstartable,
    UpdateImpossible,
    UpdateTrouble,
    UpdateUnderWay,
)
from pos_client.infrastructure.home import Home, HomeLock

__all__ = ["VERSION", "Installation", "newness", "on_disk", "telling"]

VERSION = re.compile(r"(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})")
PROGRAM = "pos-client"
START_S = 60.0


def newness(version: str) -> tuple[int, ...]:
    """A version of three numbers, to be compared.

    Raises:
        ValueError: it is none.
    """
    if VERSION.fullmatch(version) is None:
        raise ValueError(version)
    return tuple(map(int, version.split(".")))


@contextmanager
def telling() -> Iterator[None]:
    """Say in one of our words what the system refuses."""
    try:
        yield
    except OSError as no:
        raise _trouble_of(no) from None


def _trouble_of(no: OSError) -> UpdateTrouble | StoreTrouble:
    import errno

    if no.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull()
    return UpdateTrouble(errno=no.errno or 0)


def on_disk(path: Path) -> None:
    """Return once a file, or the names in a folder, would outlast a power cut."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@dataclass(frozen=True, slots=True)
class Installation:
    """One installation. Whoever may write its folder may replace the program."""

    folder: Path

    @classmethod
    def of_this_program(cls) -> Self:
        """The installation that this very program was started from.

        Raises:
            UpdateImpossible: it was started from somewhere else, such as a package of the system.
        """
        for place in Path(sys.prefix).resolve().parents:
            if place.name == "versions":
                return cls.at(place.parent)
        raise UpdateImpossible

    @classmethod
    def at(cls, folder: Path) -> Self:
        """Raises UpdateImpossible: nothing is installed there."""
        found = cls(folder.expanduser().absolute())
        if not found.trust_file.is_file() or not found.current_link.is_symlink():
            raise UpdateImpossible(folder=str(folder))
        return found

    @property
    def trust_file(self) -> Path:
        return self.folder / "root.json"

    @property
    def metadata_folder(self) -> Path:
        return self.folder / "metadata"

    @property
    def versions_folder(self) -> Path:
        return self.folder / "versions"

    @property
    def incoming_folder(self) -> Path:
        return self.folder / "incoming"

    @property
    def current_link(self) -> Path:
        return self.folder / "current"

    @property
    def current(self) -> str:
        """The version that is started.

        Raises:
            UpdateImpossible: the link leads to none.
        """
        name = self.current_link.readlink().name
        if VERSION.fullmatch(name) is None:
            raise UpdateImpossible(folder=str(self.folder))
        return name

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep others from updating meanwhile; a dead process holds nothing.

        Raises:
            UpdateUnderWay: somebody does.
            UpdateTrouble: this user may not write here.
        """
        try:
            lock = HomeLock(Home(self.folder))
        except AlreadyOpen:
            raise UpdateUnderWay from None
        except StoreTrouble:
            raise UpdateTrouble(folder=str(self.folder)) from None
        with lock:
            yield

    def clear_incoming(self) -> Path:
        """Throw away what an update before this one has left, and give the empty folder."""
        if self.incoming_folder.exists():
            shutil.rmtree(self.incoming_folder)
        self.incoming_folder.mkdir(mode=0o755)
        return self.incoming_folder

    def take_in(self, arrived: Path, version: str) -> None:
        """Give a version its name, and let it be the one that is started from now on.

        Args:
            arrived: a folder of `incoming` whose every byte is on the disk already.

        Raises:
            ReleaseUnstartable: it does not start here, or says that it is another one.
        """
        self._try_to_start(arrived, version)
        place = self.versions_folder / version
        if place.exists():  # of an update that was cut before it came to the link
            shutil.rmtree(place)
        arrived.rename(place)
        on_disk(self.versions_folder)
        self._point_to(version)

    def tidy(self) -> None:
        """Keep what is started and the newest before it; the latter for people, not for us."""
        shutil.rmtree(self.incoming_folder, ignore_errors=True)
        before = [
            each.name
            for each in self.versions_folder.iterdir()
            if VERSION.fullmatch(each.name) and newness(each.name) < newness(self.current)
        ]
        for name in sorted(before, key=newness)[:-1]:
            # A window that is still open runs from one of them: what is gone it has loaded.
            shutil.rmtree(self.versions_folder / name, ignore_errors=True)

    def _point_to(self, version: str) -> None:
        new = self.folder / "current.new"
        new.unlink(missing_ok=True)
        new.symlink_to(Path("versions") / version)
        new.replace(self.current_link)
        on_disk(self.folder)

    def _try_to_start(self, arrived: Path, version: str) -> None:
        try:
            said = subprocess.run(
                [arrived / PROGRAM, "--version"],
                capture_output=True,
                timeout=START_S,
                check=False,
                text=True,
                errors="replace",
                stdin=subprocess.DEVNULL,
            )
        except (OSError, subprocess.TimeoutExpired):
            raise ReleaseUnstartable(version=version) from None
        if said.returncode != 0 or said.stdout.split() != [PROGRAM, version]:
            raise ReleaseUnstartable(version=version)
