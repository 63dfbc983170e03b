"""One worker process: started with next to nothing, listened to with patience, ended for good."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from io import FileIO
from pathlib import Path
from typing import Final, cast

from drivers.api import LibraryUnusable
from drivers.transport.byte_stream import system_words
from drivers.vendor.messages import LARGEST, Message, MessageParser

if sys.platform == "win32":
    from drivers.vendor import windows as system
else:
    from drivers.vendor import posix as system

__all__ = ["WorkerGone", "WorkerProcess"]

# Packages without their own code: nothing can be imported but this folder and the interpreter's
# standard library, neither what else is installed nor what lies in the working folder.
_BOOT: Final = """
import sys, types
for name, path in (("drivers", []), ("drivers.vendor", sys.argv[1:2])):
    package = sys.modules[name] = types.ModuleType(name)
    package.__path__ = path
from drivers.vendor.worker import main
main()
"""
_FOLDER: Final = str(Path(__file__).parent)
# Isolated from the environment and the working folder, and without installed packages.
_FLAGS: Final = ("-I", "-S", "-c", _BOOT, _FOLDER)
# Windows libraries find nothing without these.
_KEPT: Final = ("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "TEMP", "TMP")
_PLAIN: Final = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8"}
# A killed process is gone in a moment, unless a system call holds it.
_REAP_S: Final = 0.2
_LOOK_S: Final = 0.002


class WorkerGone(Exception):
    """The process has ended, or has closed its pipe."""


class WorkerProcess:
    """A process of `interpreter` in the folder `place`, at the head of a group of its own.

    Raises:
        LibraryUnusable: the interpreter cannot be started.
    """

    def __init__(self, interpreter: str, place: Path) -> None:
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        try:
            self._process = subprocess.Popen(
                [interpreter, *_FLAGS],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                cwd=place,
                env=kept if sys.platform == "win32" else _PLAIN,
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except (OSError, ValueError) as cause:
            raise LibraryUnusable(
                f"the worker {Path(interpreter).name} cannot be started: {system_words(cause)}"
            ) from cause
        self._input = cast("FileIO", self._process.stdin)  # what a pipe without buffer is
        self._output = cast("FileIO", self._process.stdout)
        self._piece = bytearray(LARGEST)
        for pipe in (self._input, self._output):
            system.make_impatient(pipe.fileno())
        self._parser = MessageParser()

    def send(self, message: bytearray) -> None:
        """Send it, and overwrite it. Whether anybody is there shows when listening."""
        with suppress(OSError):
            self._input.write(message)
        message[:] = bytes(len(message))

    def listen(self, timeout_s: float) -> list[Message]:
        """Return what it says, nothing after `timeout_s` of silence.

        Raises:
            WorkerGone: nobody is there any more.
            MessageInvalid: what it says is no message.
        """
        if not system.is_worth_reading(self._output.fileno(), timeout_s):
            # Something that the library has started may hold the pipe open.
            if system.has_ended(self._process):
                raise WorkerGone
            return []
        count = self._output.readinto(self._piece)
        if count is None:
            return []
        if not count:
            raise WorkerGone
        try:
            return self._parser.feed(memoryview(self._piece)[:count])
        finally:
            self._piece[:count] = bytes(count)

    def end(self, grace_s: float = 0.0) -> str:
        """Let it end by itself within `grace_s`, then kill it with all it started; say how."""
        due = time.monotonic() + grace_s
        while not system.has_ended(self._process) and time.monotonic() < due:
            time.sleep(_LOOK_S)  # nothing portable can be waited for without reaping it
        how = system.how_it_ended(self._process)
        system.kill_with_children(self._process)
        for pipe in (self._input, self._output):
            with suppress(OSError):
                pipe.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_REAP_S)
        return how
