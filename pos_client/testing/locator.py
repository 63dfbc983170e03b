"""A source of positions that says what a test wants."""

from __future__ import annotations

import queue

from pos_client.application.whereabouts import LocatorAway
from pos_client.domain.location import Location

__all__ = ["FakeLocator"]


class FakeLocator:
    """Say words with `say`, take it away with `go_away`; both from any thread."""

    def __init__(self) -> None:
        self._words: queue.SimpleQueue[Location | None] = queue.SimpleQueue()
        self.is_closed = False

    def say(self, word: Location) -> None:
        self._words.put(word)

    def go_away(self) -> None:
        """From now on every poll raises."""
        self._words.put(None)

    def poll(self, timeout_s: float) -> Location | None:
        """Raises LocatorAway."""
        if self.is_closed:
            raise LocatorAway("fake")
        try:
            word = self._words.get(timeout=timeout_s)
            while word is not None and not self._words.empty():
                word = self._words.get()
        except queue.Empty:
            return None
        if word is None:
            self.go_away()
            raise LocatorAway("fake")
        return word

    def close(self) -> None:
        self.is_closed = True
