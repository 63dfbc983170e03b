"""Child processes of the measurements: started, listened to, and ended by their own handle."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

__all__ = ["PROGRAM", "ROOT", "Child", "ChildFailed", "python"]

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = str(Path(sys.executable).with_name("pos-client"))
"""The console script beside the interpreter, as people start it."""

_PATIENCE_S = 5.0


class ChildFailed(RuntimeError):
    """A process of the measurement ended, or said nothing; the text quotes its last words."""


def python(module: str, *arguments: str) -> list[str]:
    """The command that runs a module of these measurements."""
    return [sys.executable, "-m", f"tests.bench.{module}", *arguments]


class Child:
    """One process. It has a pipe for input, whose end tells it to end too."""

    def __init__(
        self,
        command: Sequence[str],
        log: Path,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._log = log
        with log.open("ab") as errors:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=None if environment is None else dict(environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        trouble: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def answer(self, timeout_s: float = 30.0) -> dict[str, Any]:
        """Read the next line that it says, which is JSON.

        Raises:
            ChildFailed: it ended or stayed silent.
        """
        output = self.process.stdout
        if output is None:
            raise ChildFailed("nobody listens to this process")
        said = bytearray()
        deadline = time.monotonic() + timeout_s
        while not said.endswith(b"\n"):
            left_s = deadline - time.monotonic()
            is_ready = left_s > 0 and select.select([output], [], [], left_s)[0]
            piece = os.read(output.fileno(), 1) if is_ready else b""
            if not piece:
                raise ChildFailed(self.last_words())
            said += piece
        answer: dict[str, Any] = json.loads(said)
        return answer

    def say(self, line: str) -> None:
        """Give it one line of input."""
        if self.process.stdin is None:
            raise ChildFailed("this process does not listen")
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def last_words(self) -> str:
        """What it complained about."""
        words = self._log.read_text("utf-8", "replace")[-2000:].strip()
        return f"{self._log.stem} failed: {words or 'it said nothing'}"

    def end(self) -> None:
        """Tell it to end now, as the operating system does at a shutdown."""
        self.process.terminate()
        self.close()

    def close(self) -> None:
        """Let it end; one that does not is told to, then killed. A second time does nothing."""
        process = self.process
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        for number in (0, signal.SIGTERM, signal.SIGKILL):  # 0 asks nothing: its input has ended
            process.send_signal(number)
            with suppress(subprocess.TimeoutExpired):
                process.wait(_PATIENCE_S)
                return
