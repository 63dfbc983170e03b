"""What is kept beside the store, for a store in memory."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["InMemoryMarks"]


@dataclass
class InMemoryMarks:
    """Implements `Marks`, and remembers what it was told.

    Attributes:
        refused: index and head; index 0 while the gateway has taken everything.
    """

    expected: int = 0
    refused: tuple[int, bytes] = (0, b"")

    def expect(self, last_sequence: int) -> None:
        self.expected = last_sequence

    def note_refused(self, index: int, head: bytes) -> None:
        self.refused = (index, head)

    @property
    def has_refused_chain(self) -> bool:
        return self.refused[0] > 0
