"""On Linux and its kin: waiting for a pipe no longer than told, and how a process ends."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from contextlib import suppress
from typing import Any

assert sys.platform != "win32"  # noqa: S101 - whoever checks types elsewhere knows what to skip

__all__ = ["has_ended", "how_it_ended", "is_worth_reading", "kill_with_children", "make_impatient"]


def make_impatient(fd: int) -> None:
    """Let reading and writing return at once."""
    os.set_blocking(fd, False)


def is_worth_reading(fd: int, timeout_s: float) -> bool:
    """Wait until something is there, or the end has come; no longer than `timeout_s`."""
    poll = select.poll()  # `select` knows no descriptor beyond 1023
    poll.register(fd, select.POLLIN)
    return bool(poll.poll(max(0.0, timeout_s) * 1000))


def has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether it runs no longer; it is not reaped, so its number stays its own."""
    return _exit_state(process) is not None


def how_it_ended(process: subprocess.Popen[bytes]) -> str:
    """Say it in words."""
    state = _exit_state(process)
    if state is None:
        return "closed its pipe"
    if state.si_code == os.CLD_EXITED:
        return f"ended with code {state.si_status}"
    with suppress(ValueError):
        return f"was ended by {signal.Signals(state.si_status).name}"
    return f"was ended by signal {state.si_status}"


def kill_with_children(process: subprocess.Popen[bytes]) -> None:
    """End it and all that it has started, as long as they stay in its group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _exit_state(process: subprocess.Popen[bytes]) -> Any:
    with suppress(ChildProcessError):
        return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    return None
