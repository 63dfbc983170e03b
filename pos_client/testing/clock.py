"""A clock that stands until somebody turns it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

__all__ = ["FrozenClock"]


class FrozenClock:
    """Wall and monotonic time go on together; the wall can also be set, as people do."""

    def __init__(self, now: datetime = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)) -> None:
        self._now = now
        self._monotonic_ns = 1_000_000_000
        self._boots = 1

    def now(self) -> datetime:
        return self._now

    def monotonic_ns(self) -> int:
        return self._monotonic_ns

    def boot_id(self) -> str:
        return f"boot-{self._boots}"

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        if by < timedelta(0):
            raise ValueError("time does not go back; `set_wall` does")
        self._now += by
        self._monotonic_ns += by // timedelta(microseconds=1) * 1000

    def set_wall(self, now: datetime) -> None:
        """Set the wall clock, forward or back; monotonic time does not notice."""
        self._now = now

    def reboot(self) -> None:
        """Start the computer anew."""
        self._boots += 1
        self._monotonic_ns = 1_000_000_000
