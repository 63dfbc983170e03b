"""Readers that a test leads, and a memory of the choice that forgets at the end."""

from __future__ import annotations

from collections.abc import Callable

from drivers.discovery.ladder import Rung
from pos_client.application.reader_mark import ReaderMark

__all__ = ["InMemoryReaderMemory", "ScriptedReaderControl"]


class InMemoryReaderMemory:
    """Outlives a counter, as a file does."""

    def __init__(self) -> None:
        self.mark: ReaderMark | None = None

    def load(self) -> ReaderMark | None:
        return self.mark

    def keep(self, mark: ReaderMark | None) -> None:
        self.mark = mark


class ScriptedReaderControl:
    """Notes what rests; the test says which rungs hold.

    Attributes:
        tell: of the test under way; None while there is none.
    """

    def __init__(self) -> None:
        self.resting: frozenset[str] = frozenset()
        self.tested: list[str] = []
        self.tell: Callable[[Rung | None], None] | None = None

    def let_rest(self, addresses: frozenset[str]) -> None:
        self.resting = addresses

    def test(self, address: str, tell: Callable[[Rung | None], None]) -> None:
        self.tested.append(address)
        self.tell = tell

    def stop_test(self) -> None:
        self.tell = None
