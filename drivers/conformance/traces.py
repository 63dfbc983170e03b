"""What a process has open and has set, to be compared before and after a reader was used."""

from __future__ import annotations

import locale
import os
import signal
import socket
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

__all__ = ["Traces", "left_behind"]

_GRACE_S: Final = 1.0
_TASKS: Final = Path("/proc/self/task")
_OPEN_FILES: Final = Path("/proc/self/fd")


@dataclass(frozen=True, slots=True)
class Traces:
    """Threads, open files, child processes and the settings that a whole process shares.

    Where the system does not tell (anything but Linux), files and children are not counted.
    """

    threads: frozenset[threading.Thread]
    native_threads: int
    files: int
    children: frozenset[int]
    settings: tuple[tuple[str, Any], ...]

    @classmethod
    def now(cls) -> Self:
        """Look at this process."""
        return cls(
            threads=frozenset(threading.enumerate()),
            native_threads=_count(_TASKS),
            files=_count(_OPEN_FILES),
            children=_children(),
            settings=tuple(_settings().items()),
        )


def left_behind(first: Traces, before: Traces, *, openings: int) -> list[str]:
    """Say what is there now and was not when all began.

    Open files, and threads that Python does not know, are kept by some libraries once they were
    used. Of these there has to be one more for each of the `openings` since `before`.
    """
    until = time.monotonic() + _GRACE_S
    while (found := _difference(first, before, openings)) and time.monotonic() < until:
        time.sleep(0.01)
    return found


def _difference(first: Traces, before: Traces, openings: int) -> list[str]:
    after = Traces.now()
    found = [f"the thread {thread.name!r}" for thread in after.threads - first.threads]
    new = len(after.threads - before.threads)
    if (more := after.native_threads - before.native_threads - new) >= openings:
        found.append(f"{more} threads of a library")
    if (more := after.files - before.files) >= openings:
        found.append(f"{more} open files")
    if children := after.children - first.children:
        found.append(f"{len(children)} child processes")
    settings = dict(first.settings)
    found += [f"another {name}" for name, value in after.settings if settings[name] != value]
    return found


def _count(folder: Path) -> int:
    try:
        return len(list(folder.iterdir()))
    except OSError:
        return 0


def _children() -> frozenset[int]:
    children: set[int] = set()
    try:
        for task in _TASKS.iterdir():
            children.update(map(int, (task / "children").read_text().split()))
    except OSError:
        return frozenset()
    return frozenset(children)


def _settings() -> dict[str, object]:
    signals = {number: signal.getsignal(number) for number in signal.valid_signals()}
    return {
        "working directory": os.getcwd(),  # noqa: PTH109 - nothing is resolved
        "environment": dict(os.environ),
        "locale": locale.setlocale(locale.LC_ALL),
        "set of signal handlers": signals,
        "default timeout of sockets": socket.getdefaulttimeout(),
        "hook for errors": (sys.excepthook, threading.excepthook),
        "profiler or tracer": (sys.getprofile(), sys.gettrace()),
        "switch interval of threads": sys.getswitchinterval(),
    }
