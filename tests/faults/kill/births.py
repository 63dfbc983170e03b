"""Both ways in which a counter is born to be killed, and how it is listened to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from tests.faults.kill.orders import Orders

__all__ = ["Headless", "Life", "Ward", "WithWindow"]

ROOT = Path(__file__).parents[3]
_DIES_WITHIN_S = 300


class Life:
    """What one counter has said so far, and when. `hear` may be called from any thread."""

    def __init__(self) -> None:
        self.born_at = time.monotonic()
        self.pid: int | None = None
        self.said: list[str] = []
        self.ready_after_s: float | None = None
        self.is_over = False
        self._news = threading.Condition()

    def hear(self, line: str) -> None:
        with self._news:
            if line.startswith("ready ") and self.ready_after_s is None:
                self.ready_after_s = time.monotonic() - self.born_at
            self.said.append(line)
            self._news.notify_all()

    def end(self) -> None:
        with self._news:
            self.is_over = True
            self._news.notify_all()

    def wait_for(self, holds: Callable[[Life], object], timeout_s: float) -> bool:
        """Whether it came to be so before the time or the life was over."""
        with self._news:
            self._news.wait_for(lambda: holds(self) or self.is_over, timeout_s)
            return bool(holds(self))

    def has(self, beginning: str) -> bool:
        return any(line.startswith(beginning) for line in self.said)

    def rest_of(self, beginning: str) -> list[str]:
        """What stands behind this word, for every line that begins with it."""
        return [line[len(beginning) :] for line in self.said if line.startswith(beginning)]

    @property
    def acknowledged(self) -> list[str]:
        return self.rest_of("saved ")


class Ward(Protocol):
    """Where lives begin and end, one at a time."""

    def bear(self, orders: Orders) -> Life:
        """Begin a life."""

    def kill(self, life: Life) -> None:
        """End it, if it has not ended by itself, and wait until nothing of it is left."""

    def close(self) -> None:
        """Nobody is born here any more."""


def _began(module: str, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", module, *words],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )


class Headless:
    """Counters without a window, from a process that has imported everything and forks."""

    def __init__(self) -> None:
        self._process = _began("tests.faults.kill.nursery")
        self._life = Life()
        self._listener = threading.Thread(target=self._listen, name="nursery")
        self._listener.start()

    def bear(self, orders: Orders) -> Life:
        self._life = Life()
        self._write(orders.to_line())
        return self._life

    def kill(self, life: Life) -> None:
        if not life.is_over:
            self._write("")
            assert life.wait_for(lambda now: now.is_over, _DIES_WITHIN_S), life.said

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._listener.join()
        self._process.stdout.close()

    def _write(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode() + b"\n")
        self._process.stdin.flush()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            word = line.decode().strip()
            if word.startswith("born "):
                self._life.born_at = time.monotonic()
                self._life.pid = int(word[5:])
            elif word == "died":
                self._life.end()
            else:
                self._life.hear(word)
        self._life.end()


class WithWindow:
    """The whole program, a process from its first import to its end."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._listener: threading.Thread | None = None

    def bear(self, orders: Orders) -> Life:
        life = Life()
        process = self._process = _began("tests.faults.kill.window_life", orders.to_line())
        life.pid = process.pid
        self._listener = threading.Thread(target=self._listen, args=(process, life), name="window")
        self._listener.start()
        return life

    def kill(self, _life: Life) -> None:
        process, listener = self._process, self._listener
        assert process is not None
        assert listener is not None
        process.send_signal(signal.SIGKILL)
        process.wait()
        listener.join()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        process.stdout.close()

    def close(self) -> None:
        pass

    def _listen(self, process: subprocess.Popen[bytes], life: Life) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            if line.endswith(b"\n"):  # without its end it was not said
                life.hear(line.decode().strip())
        life.end()
