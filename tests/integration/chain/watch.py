"""What a counter has told, and a way to wait for more of it."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable

from pos_client.application.news import CounterChanged, News
from pos_client.application.state import CounterState

__all__ = ["Watch", "say", "told"]


def say(line: str) -> None:
    """Say a line on standard output, all of it or nothing."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def told(state: CounterState) -> str:
    """The parts of a state that a failed test is about."""
    return (
        f"trouble={state.trouble} case={state.case} gateway={state.gateway} queue={state.queue}"
        f" device={state.device} reader={state.reader} last={state.last_saved}"
        f" session={state.session} offline={state.offline}"
    )


class Watch:
    """Keeps all news of one counter, in order. `tell` may be called from any thread."""

    def __init__(self) -> None:
        self.news: list[News] = []
        self._state = CounterState()
        self._told = threading.Condition()

    def tell(self, news: News) -> None:
        with self._told:
            self.news.append(news)
            if isinstance(news, CounterChanged):
                self._state = news.state
            self._told.notify_all()

    @property
    def state(self) -> CounterState:
        """The newest."""
        return self._state

    @property
    def states(self) -> list[CounterState]:
        """All of them, oldest first."""
        with self._told:
            return [each.state for each in self.news if isinstance(each, CounterChanged)]

    def wait_for(
        self, wanted: Callable[[CounterState], object], timeout_s: float = 40.0
    ) -> CounterState:
        """Return the newest state as soon as it is as wanted."""
        until = time.monotonic() + timeout_s
        with self._told:
            while not wanted(self._state):
                left = until - time.monotonic()
                if left <= 0 or not self._told.wait(left):
                    if wanted(self._state):
                        break
                    raise AssertionError(f"never came: last told was {told(self._state)}")
            return self._state

    def wait_for_news(self, kind: type[News], timeout_s: float = 40.0) -> News:
        """Return the newest news of a kind, as soon as there is one."""
        with self._told:
            if not self._told.wait_for(lambda: self._newest(kind) is not None, timeout_s):
                raise AssertionError(f"never told: {kind.__name__}")
            found = self._newest(kind)
            assert found is not None
            return found

    def _newest(self, kind: type[News]) -> News | None:
        return next((each for each in reversed(self.news) if isinstance(each, kind)), None)
