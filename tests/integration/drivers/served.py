"""A simulator in a process of its own, for one test."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from drivers.simulator.control import ControlClient

__all__ = ["Served", "eventually", "served"]


class Served:
    """The process, its ready line and its console."""

    def __init__(self, *arguments: str) -> None:
        # Only the program's own verb knows cards that answer a decoder.
        program = ["-m", "drivers.simulator.serve"]
        if "--remote" in arguments:
            started = "import sys; from pos_client.cli import main; sys.exit(main(sys.argv[1:]))"
            program = ["-c", started, "simulator", "serve"]
        self.process = subprocess.Popen(
            [sys.executable, *program, *arguments],
            cwd=Path(__file__).parents[3],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        line = self._line()
        self.ready: dict[str, Any] = json.loads(line) if line else {}

    @property
    def address(self) -> str:
        return str(self.ready["address"])

    def control(self) -> ControlClient:
        return ControlClient(str(self.ready["control"]))

    def tell(self, verb: str) -> str:
        """Say one line on standard input and return the answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(verb.encode() + b"\n")
        self.process.stdin.flush()
        return self._line()

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(5)

    def stderr(self) -> str:
        """Wait for the end and return what was complained about."""
        assert self.process.stderr is not None
        return self.process.stderr.read().decode()

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().decode().rstrip("\n")


@contextmanager
def served(*arguments: str) -> Iterator[Served]:
    """Serve until the block ends."""
    simulator = Served(*arguments)
    process = simulator.process
    try:
        yield simulator
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(5)
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def eventually(holds: Callable[[], bool], timeout_s: float = 5.0) -> bool:
    """Wait until something holds."""
    until_s = time.monotonic() + timeout_s
    while time.monotonic() < until_s:
        if holds():
            return True
        time.sleep(0.01)
    return holds()
