"""The forwarder of a counter, and the next one where it hangs."""

from __future__ import annotations

import logging
from collections.abc import Callable

from pos_client.application.forwarder import Forwarder
from pos_client.application.ports import Clock
from pos_client.application.watchdog import Watchdog

__all__ = ["WatchedForwarder"]

log = logging.getLogger(__name__)


class WatchedForwarder:
    """Belongs to the counter's thread, but for `code`.

    Args:
        make: makes one with a relay and a gateway of its own. A thread cannot be ended; its lines
            can be cut, and another one takes over.
        stalled: called with the seconds in which the one before did nothing.
    """

    def __init__(
        self, make: Callable[[], Forwarder], clock: Clock, stalled: Callable[[int], None]
    ) -> None:
        self._make = make
        self._clock = clock
        self._stalled = stalled
        self._watchdog = Watchdog(clock.monotonic_ns)
        self._forwarder = make()

    @property
    def code(self) -> str:
        """Why no copy is made now; empty while the relay answers. Any thread may ask."""
        return self._forwarder.code

    def start(self) -> None:
        self._forwarder.start()

    def stop(self, timeout_s: float) -> None:
        self._forwarder.stop(timeout_s)

    def wake(self) -> None:
        """Something was saved."""
        self._forwarder.wake()

    def watch(self) -> bool:
        """Replace one that does nothing in the middle of a turn; say whether it was.

        Called again and again on the counter's thread, which must not wait here.
        """
        if not self._watchdog.is_time:
            return False
        hung = self._forwarder
        idle_s = self._watchdog.idle_s(has_work=hung.is_busy, moved_at_ns=hung.moved_at_ns)
        if idle_s is None:
            return False
        log.warning("the forwarder did nothing for %s s; another one takes over", idle_s)
        hung.retire()
        self._forwarder = self._make()
        self._forwarder.start()
        self._stalled(idle_s)
        return True
