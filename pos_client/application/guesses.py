"""Wrong passwords in a row: after some of them a clerk waits, and longer each time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Guesses"]

FREE = 5
FIRST_WAIT_S = 60
LONGEST_WAIT_S = 15 * 60
_NS = 1_000_000_000


@dataclass(slots=True)
class _Row:
    wrong: int = 0
    closed_until_ns: int = 0


class Guesses:
    """Counts by work id while the program runs. A clock that is set makes no difference.

    Args:
        monotonic_ns: the time that passes, in nanoseconds.
    """

    def __init__(self, monotonic_ns: Callable[[], int]) -> None:
        self._monotonic_ns = monotonic_ns
        self._rows: dict[str, _Row] = {}

    def wait_s(self, clerk_number: str) -> int:
        """How long nobody looks at a password of this clerk any more; 0 when somebody does."""
        row = self._rows.get(clerk_number)
        left_ns = row.closed_until_ns - self._monotonic_ns() if row else 0
        return max(0, -(-left_ns // _NS))

    def note_wrong(self, clerk_number: str) -> None:
        """One more that did not fit."""
        row = self._rows.setdefault(clerk_number, _Row())
        row.wrong += 1
        if row.wrong >= FREE:
            wait_s = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(row.wrong - FREE, 10))
            row.closed_until_ns = self._monotonic_ns() + wait_s * _NS

    def forget(self, clerk_number: str) -> None:
        """The right one was given."""
        self._rows.pop(clerk_number, None)
