"""Child processes that are gone at the end, with all that they started."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

__all__ = ["Children"]

_PATIENCE_S = 3.0


class Children:
    """Each child leads a process group of its own, by whose id it is ended."""

    def __init__(self, log_folder: Path) -> None:
        self._log_folder = log_folder
        self._running: list[tuple[subprocess.Popen[bytes], IO[bytes]]] = []

    def start(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        pass_fds: Sequence[int] = (),
        stdin: int = subprocess.DEVNULL,
        stdout: int | None = None,
    ) -> subprocess.Popen[bytes]:
        """Start `command`; what it says goes to a file named after it, unless it is asked for."""
        name = f"{len(self._running):02}-{Path(command[0]).name}.log"
        log = (self._log_folder / name).open("ab")
        process = subprocess.Popen(
            command,
            env=dict(environment),
            stdin=stdin,
            stdout=log if stdout is None else stdout,
            stderr=log,
            pass_fds=pass_fds,
            start_new_session=True,
        )
        self._running.append((process, log))
        return process

    def said(self) -> str:
        """Quote the logs, for the report of a failure."""
        logs = sorted(self._log_folder.glob("*.log"))
        return "\n".join(f"{log.name}: {text}" for log in logs if (text := log.read_text().strip()))

    def end(self) -> None:
        """End all of them, the last one first; those that do not listen are killed."""
        while self._running:
            process, log = self._running.pop()
            end_group(process)
            for stream in (process.stdin, process.stdout, log):
                if stream is not None:
                    with suppress(BrokenPipeError):
                        stream.close()


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End a child and everything left in its group."""
    for signal_number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal_number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_PATIENCE_S)
