"""Time between two of something, by the clock that nobody can set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from pos_client.application.backoff import ns_of

__all__ = ["Pause"]


class Pause:
    """Over from the start, and so long after it was begun, whatever becomes of the date."""

    def __init__(self, monotonic_ns: Callable[[], int]) -> None:
        self._monotonic_ns = monotonic_ns
        self._until_ns: int | None = None

    @property
    def is_over(self) -> bool:
        return self._until_ns is None or self._monotonic_ns() >= self._until_ns

    def begin(self, lasting: timedelta) -> None:
        """Count from now."""
        self._until_ns = self._monotonic_ns() + ns_of(lasting)

    def end(self) -> None:
        """Be over at once."""
        self._until_ns = None
