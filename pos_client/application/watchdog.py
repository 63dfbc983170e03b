"""Says when somebody who could work does nothing: of the outbox's worker, and of the forwarder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from pos_client.application.backoff import ns_of

__all__ = ["Watchdog"]

LOOKED_EVERY = timedelta(seconds=5)
STALLED_AFTER = timedelta(seconds=90)
"""Looked at every five seconds, a worker that does nothing is replaced well within 120 s."""


class Watchdog:
    """Asked again and again on one thread, which must not wait here."""

    def __init__(self, monotonic_ns: Callable[[], int]) -> None:
        self._monotonic_ns = monotonic_ns
        self._looked_at_ns = self._in_order_at_ns = monotonic_ns()

    @property
    def is_time(self) -> bool:
        """Whether enough time has passed for another look."""
        return self._monotonic_ns() - self._looked_at_ns >= ns_of(LOOKED_EVERY)

    def idle_s(self, *, has_work: bool, moved_at_ns: int) -> int | None:
        """Look: for how many seconds nothing was done; None while all is in order.

        Args:
            has_work: whether the one who is watched could do something now.
            moved_at_ns: when they last began or ended anything.
        """
        now_ns = self._monotonic_ns()
        # A watcher that was away itself, for the computer slept, has seen nobody do nothing.
        was_away = now_ns - self._looked_at_ns >= ns_of(STALLED_AFTER)
        self._looked_at_ns = now_ns
        if was_away or not has_work:
            self._in_order_at_ns = now_ns
            return None
        idle_ns = now_ns - max(self._in_order_at_ns, moved_at_ns)
        if idle_ns < ns_of(STALLED_AFTER):
            return None
        self._in_order_at_ns = now_ns
        return idle_ns // 10**9
