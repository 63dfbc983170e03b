"""The thread that keeps in touch with the gateway and drains the queue, and what watches it.

It has a gateway client of its own, so that a stuck drain never holds up a customer. Whatever it
learns it hands to the counter's thread; it keeps nothing but the state of the line.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from pos_client.application.errands import CarrierNews, CertificateRenewal
from pos_client.application.outbox import KeepStore
from pos_client.application.ports import Clock, Gateway
from pos_client.application.rounds import Rounds
from pos_client.application.storage import Store
from pos_client.application.trouble import OutboxStalled
from pos_client.application.watchdog import Watchdog
from pos_client.domain.oversight import ReaderCount
from pos_client.domain.policy import Configuration

__all__ = ["Carrier"]

log = logging.getLogger(__name__)


class Carrier:
    """Heartbeat, the outbox, audit, configuration and challenges, on a thread of its own.

    Args:
        connect: makes another client, for a worker that takes over from one that hangs.
    """

    def __init__(
        self,
        keep: KeepStore,
        gateway: Gateway,
        clock: Clock,
        configuration: Configuration,
        news: CarrierNews,
        renewal: CertificateRenewal | None = None,
        connect: Callable[[], Gateway] | None = None,
    ) -> None:
        self._clock = clock
        self._news = news
        self._connect = connect

        def rounds(gateway: Gateway) -> Rounds:
            return Rounds(keep, gateway, clock, configuration, news, renewal)

        self._new_rounds = rounds
        self.rounds = rounds(gateway)
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = self._worker()
        self._watchdog = Watchdog(clock.monotonic_ns)

    @property
    def is_line_up(self) -> bool:
        """Whether the gateway answered last time; any thread may ask."""
        return self.rounds.is_reachable

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout_s: float) -> None:
        """End after the request under way; nothing is lost by not waiting for it."""
        self._stopping.set()
        self._wake.set()
        self.rounds.retire()
        self._thread.join(timeout_s)

    def wake(self, *, now: bool = False) -> None:
        """Something was saved; with `now`, forget every back-off and try the line at once."""
        if now:
            self.rounds.forget_backoffs()
        self._wake.set()

    def follow_session(self, session_id: str) -> None:
        """Let the heartbeat ask whether this log-in is still one; empty: there is none.

        Called again and again on the counter's thread.
        """
        self.rounds.follow_session(session_id)

    def follow_readers(self, readers: ReaderCount) -> None:
        """Let the heartbeat tell how the readers stand; called as `follow_session` is."""
        self.rounds.readers = readers

    def turn(self) -> float:
        """One round; answer how many seconds may pass until the next."""
        return self.rounds.turn()

    def watch(self, store: Store) -> bool:
        """Replace a worker that does nothing although it could; say whether one was.

        Called again and again on the thread that owns the store, which must not wait here.
        """
        if not self._watchdog.is_time:
            return False
        rounds = self.rounds
        idle_s = self._watchdog.idle_s(
            has_work=rounds.is_beating or self._has_due(store), moved_at_ns=rounds.moved_at_ns
        )
        if idle_s is None:
            return False
        self._replace_worker(idle_s)
        return True

    def note_stall(self, idle_s: int) -> None:
        """Another worker than this one did nothing for so long; the gateway is told of it too."""
        self.rounds.note_stalls(1)
        self._news.trouble_met(OutboxStalled(seconds=idle_s))

    def _has_due(self, store: Store) -> bool:
        outbox = self.rounds.outbox
        return (
            self.rounds.is_reachable
            and outbox.breaker.lets_through
            and store.claim(self._clock.now(), most_attempts=outbox.most_attempts) is not None
        )

    def _replace_worker(self, idle_s: int) -> None:
        """Its thread cannot be ended; its line can, and whatever it says later nobody hears."""
        if self._connect is None:
            return
        log.warning("the outbox did nothing for %s s; another worker takes over", idle_s)
        stalls = self.rounds.stalls + 1
        self.rounds.retire()
        self.rounds = self._new_rounds(self._connect())
        self.rounds.note_stalls(stalls)
        self._thread = self._worker()
        self._thread.start()
        self._wake.set()  # for the old one, if it only sleeps
        self._news.trouble_met(OutboxStalled(seconds=idle_s))

    def _worker(self) -> threading.Thread:
        rounds = self.rounds
        return threading.Thread(target=lambda: self._run(rounds), name="outbox", daemon=True)

    def _run(self, rounds: Rounds) -> None:
        while not self._stopping.is_set() and rounds is self.rounds:
            try:
                wait_s = rounds.turn()
            except Exception as bug:  # noqa: BLE001 - the drain must not end in silence
                # While it stops it is the line being cut under a request.
                if not self._stopping.is_set() and rounds is self.rounds:
                    log.error("bug in the carrier: %s", type(bug).__name__)  # noqa: TRY400
                wait_s = 5.0
            if rounds is self.rounds:
                self._wake.wait(wait_s)
                self._wake.clear()
