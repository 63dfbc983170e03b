"""Another program beside ours, from which a text is pasted or dragged."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from select import select
from types import TracebackType
from typing import Any, Self

from tests.whole.screen.display import Desktop
from tests.whole.screen.hands import Hands, Point
from tests.whole.screen.processes import end_group
from tests.whole.screen.waiting import NotInTime

__all__ = ["Giver"]

_TIMEOUT_S = 10.0
_ANSWER_S = 1.0
_QUIET_S = 0.1
_TAG = 24  # side of the little window to drag from


class Giver:
    """Offers texts on the display of a desktop, from a process of its own."""

    def __init__(self, desktop: Desktop) -> None:
        command = [sys.executable, "-m", "tests.whole.screen.offer"]
        # The giver is no part of what is looked at.
        deaf = {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "0", "AT_SPI_BUS_ADDRESS": ""}
        self._process = desktop.start(command, deaf, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._unread = b""
        self._hear("ready")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        trouble: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        end_group(self._process)

    def copy(self, text: str) -> None:
        """Offer `text` for Ctrl+V and for the middle button from now on."""
        self._ask(copy=text)

    def drag(self, text: str, onto: Point, hands: Hands) -> bool:
        """Drag `text` onto a place by mouse and return whether what lies there took it."""
        start = _away_from(onto)
        self._ask(show=start, text=text)
        handle = start[0] + _TAG // 2, start[1] + _TAG // 2
        try:
            hands.hold(handle)
            self._hear("dragging")
            hands.carry(handle, onto)
            self._hear_verdict(hands, onto)
        finally:
            hands.release()
        took = bool(self._hear("dropped")["accepted"])
        self._ask(hide=True)
        return took

    def _hear_verdict(self, hands: Hands, onto: Point) -> None:
        """Wait until the place itself has answered, not one on the way to it.

        Each movement that the giver notices gets an answer; a few small ones at the end make
        sure that the last answer is about the end. Where nothing answers, nothing takes a text.
        """
        for nudge in (1, 0, 1, 0):
            if self._line(_ANSWER_S) is None:
                return
            hands.move((onto[0] + nudge, onto[1]))
        while self._line(_QUIET_S) is not None:
            pass

    def _ask(self, **request: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        self._process.stdin.flush()
        self._hear("done")

    def _hear(self, news: str) -> dict[str, Any]:
        while (line := self._line(_TIMEOUT_S)) is not None:
            if line["news"] == news:
                return line
        raise NotInTime(f"the giving program did not say {news!r}")

    def _line(self, timeout_s: float) -> dict[str, Any] | None:
        """Return the next line of the program, or None after a silence."""
        assert self._process.stdout is not None
        stream = self._process.stdout.fileno()
        while b"\n" not in self._unread:
            if not select([stream], [], [], timeout_s)[0]:
                return None
            told = os.read(stream, 65536)
            if not told:
                raise NotInTime("the giving program has ended")
            self._unread += told
        line, _, self._unread = self._unread.partition(b"\n")
        news: dict[str, Any] = json.loads(line)
        return news


def _away_from(place: Point) -> Point:
    """Choose a corner that does not cover the target."""
    return (0, 0) if place[0] > 4 * _TAG or place[1] > 4 * _TAG else (8 * _TAG, 0)
