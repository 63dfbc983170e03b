"""The port that is a pseudo-terminal with a name. Windows has none: import this where there are."""

from __future__ import annotations

import contextlib
import os
import pty
import tty
from pathlib import Path

__all__ = ["PtyPort"]

_PIECE = 4096


class PtyPort:
    """A pseudo-terminal behind a symbolic link.

    The far end is kept open here too, so the client may close it and open it again.

    Raises:
        FileExistsError: something that is no symbolic link has that name already.
    """

    def __init__(self, link: Path, scheme: str = "sam-serial") -> None:
        self._scheme = scheme
        self._link = link.absolute()
        self._ends: tuple[int, int] | None = None
        self._target = ""
        self.plug()

    @property
    def address(self) -> str:
        return f"{self._scheme}:{self._link}"

    @property
    def is_plugged(self) -> bool:
        return self._ends is not None

    def plug(self) -> None:
        if self._ends is not None:
            return
        ends = pty.openpty()
        try:
            tty.setraw(ends[1])
            os.set_blocking(ends[0], False)
            self._target = os.ttyname(ends[1])
            self._place_link()
        except BaseException:
            for end in ends:
                os.close(end)
            raise
        self._ends = ends

    def unplug(self) -> None:
        if self._ends is None:
            return
        # Somebody else may have taken the name since.
        with contextlib.suppress(OSError):
            if str(self._link.readlink()) == self._target:
                self._link.unlink()
        for end in self._ends:
            os.close(end)
        self._ends = None

    def watched(self) -> list[int]:
        return [] if self._ends is None else [self._ends[0]]

    def read(self, descriptor: int) -> bytes:
        try:
            return os.read(descriptor, _PIECE)
        except OSError:
            return b""

    def write(self, data: bytes) -> None:
        if self._ends is not None:
            with contextlib.suppress(OSError):
                os.write(self._ends[0], data)

    def _place_link(self) -> None:
        # A link left behind by a simulator that was killed is taken over in one step.
        if os.path.lexists(self._link) and not self._link.is_symlink():
            raise FileExistsError(f"{self._link} is there already and is no link")
        fresh = self._link.with_name(f".{self._link.name}.{os.getpid()}")
        try:
            fresh.symlink_to(self._target)
            fresh.replace(self._link)
        except OSError as no:
            raise OSError(no.errno, no.strerror, str(self._link)) from no
