"""One child process of the demo, which says a line of JSON once it can be used."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

__all__ = ["PROGRAM", "Service", "ServiceFailed"]

PROGRAM = str(
    Path(sys.executable).with_name("pos-client.exe" if sys.platform == "win32" else "pos-client")
)
"""Our own console script, the one beside the interpreter that runs the demo."""

_START_S = 30.0
_PATIENCE_S = 5.0
_PAUSE_S = 0.01
_LAST_WORDS = 2000


class ServiceFailed(Exception):
    """A part of the demo does not start; the text says which and what it said itself."""


class Service:
    """Started, stopped and started again; it also ends by itself when this process is gone.

    The child has `--until-eof` among its arguments: its standard input is a pipe of ours, which
    the operating system closes when we die, whatever we die of.
    """

    def __init__(self, name: str, arguments: Sequence[str], log_folder: Path) -> None:
        self._name = name
        self._arguments = (*arguments, "--until-eof")
        self._out = log_folder / f"{name}.out"
        self._err = log_folder / f"{name}.err"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> dict[str, Any]:
        """Start and wait until it is ready; returns what it said.

        Raises:
            ServiceFailed: it ended, or was silent for too long.
        """
        self.stop()
        begin = self._out.stat().st_size if self._out.exists() else 0
        with self._out.open("ab") as out, self._err.open("ab") as err:
            self._process = subprocess.Popen(
                [PROGRAM, *self._arguments],
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=err,
                # Ctrl+C in the terminal is for us; the children are ended in their turn.
                start_new_session=os.name == "posix",
            )
        return self._line_after(self._process, begin)

    def ask(self, line: str) -> dict[str, Any]:
        """Say a line to its standard input; returns the line of JSON that it answers with.

        Raises:
            ServiceFailed: it refused, does not run, or was silent for too long.
        """
        process = self._process
        if process is None or process.stdin is None:
            raise ServiceFailed(f"{self._name} is not running")
        begin = self._out.stat().st_size
        process.stdin.write(f"{line}\n".encode())
        process.stdin.flush()
        answer = self._line_after(process, begin)
        if not answer.get("ok"):
            raise ServiceFailed(f"{self._name} refused: {answer.get('error', '')}")
        return answer

    def stop(self) -> None:
        """Let it end, and end it if it does not; a second time does nothing."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            with suppress(OSError):
                process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_PATIENCE_S)
            return
        process.kill()
        process.wait()

    def _line_after(self, process: subprocess.Popen[bytes], begin: int) -> dict[str, Any]:
        deadline = time.monotonic() + _START_S
        while time.monotonic() < deadline:
            has_ended = process.poll() is not None  # before reading, or its last line is missed
            line, is_whole, _ = self._out.read_bytes()[begin:].partition(b"\n")
            if is_whole:
                ready: dict[str, Any] = json.loads(line)
                return ready
            if has_ended:
                break
            time.sleep(_PAUSE_S)
        self.stop()
        said = self._err.read_text("utf-8", "replace")[-_LAST_WORDS:].strip()
        raise ServiceFailed(f"{self._name} did not start: {said or 'it said nothing'}")
