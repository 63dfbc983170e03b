"""On Windows: waiting for a pipe no longer than told, and how a process ends. Not tried yet."""

from __future__ import annotations

import subprocess
import sys
import time

assert sys.platform == "win32"  # noqa: S101 - whoever checks types elsewhere knows what to skip

import _winapi  # noqa: E402
import msvcrt  # noqa: E402

__all__ = ["has_ended", "how_it_ended", "is_worth_reading", "kill_with_children", "make_impatient"]

# Pipes cannot be waited for there; this is how often one is looked at.
_LOOK_S = 0.005


def make_impatient(fd: int) -> None:
    """Nothing has to be prepared: what is there is asked for before it is read."""


def is_worth_reading(fd: int, timeout_s: float) -> bool:
    """Wait until something is there, or the end has come; no longer than `timeout_s`."""
    due = time.monotonic() + timeout_s
    handle = msvcrt.get_osfhandle(fd)
    try:
        while not _winapi.PeekNamedPipe(handle, 0)[0]:
            if (left := due - time.monotonic()) <= 0:
                return False
            time.sleep(min(_LOOK_S, left))
    except OSError:  # the other end is closed
        return True
    return True


def has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether it runs no longer."""
    return process.poll() is not None


def how_it_ended(process: subprocess.Popen[bytes]) -> str:
    """Say it in words."""
    code = process.poll()
    return f"ended with code {code}" if code is not None else "closed its pipe"


def kill_with_children(process: subprocess.Popen[bytes]) -> None:
    """End it. What it has started is not known here."""
    process.kill()
