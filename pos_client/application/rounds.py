"""One worker's rounds: the heartbeat, what was saved, then one errand.

All waiting is counted on the monotonic clock, so that a clock that is set back by years holds up
nothing. What stands in the store counts on the wall; when that has moved, it is made due anew.
"""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pos_client.application.backoff import Backoff, ns_of
from pos_client.application.errands import CarrierNews, CertificateRenewal, Errands
from pos_client.application.outbox import Delivery, KeepStore, Outbox
from pos_client.application.ports import Clock, Gateway, Heard
from pos_client.application.state import GatewayState
from pos_client.application.trouble import GatewayTrouble, Trouble
from pos_client.domain.day_figures import total
from pos_client.domain.local_day import local_day
from pos_client.domain.oversight import DeviceFigures, ReaderCount
from pos_client.domain.policy import Configuration
from pos_client.domain.registration import QueueSummary

__all__ = ["Rounds"]

log = logging.getLogger(__name__)

# A gateway that has come back is noticed within half a minute, and two hundred records are sent in
# the other half.
LINE_BACKOFF = Backoff(timedelta(seconds=2), timedelta(seconds=30))
# Whoever is logged in here learns within a minute that the log-in was ended elsewhere.
LONGEST_UNASKED = timedelta(seconds=60)
FIRST_PROGRESS = 2
# A bar that moves ten times a second is smooth; every move draws the window.
PROGRESS_EVERY_NS = 100_000_000
# Of two clocks that go on together none is ahead by this much.
JUMP = timedelta(seconds=30)
_SECOND_NS = 1_000_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Rounds:
    """What one thread of the carrier does, again and again, until it is retired.

    Attributes:
        is_beating: whether it waits for the answer to a heartbeat.
        session_id: the log-in at the counter, empty without one. The counter's thread says it.
        readers: those of this computer, by the counter's thread too.
    """

    def __init__(
        self,
        keep: KeepStore,
        gateway: Gateway,
        clock: Clock,
        configuration: Configuration,
        news: CarrierNews,
        renewal: CertificateRenewal | None = None,
    ) -> None:
        self._keep = keep
        self._gateway = gateway
        self._clock = clock
        self._news = news
        self.outbox = Outbox(
            keep, gateway, clock, Backoff(), news.receipt_settled, trouble_met=news.trouble_met
        )
        self._errands = Errands(
            keep, gateway, clock, self.outbox, configuration, news, renewal, self._beat
        )
        self._line = GatewayState()
        self._failures = 0
        self._beat_due_ns = clock.monotonic_ns()
        self._wall_ahead = self._wall_ahead_now()
        self._is_retired = False
        self._stalls: deque[None] = deque()  # whose ends belong to two threads
        self._beat_at_ns = clock.monotonic_ns()
        self.is_beating = False
        self.session_id = ""
        self.readers = ReaderCount()

    @property
    def is_reachable(self) -> bool:
        return self._line.is_reachable is True

    @property
    def stalls(self) -> int:
        """How often a worker was replaced since the gateway was last told; any thread may ask."""
        return len(self._stalls)

    def note_stalls(self, count: int) -> None:
        """So many workers were replaced. Any thread may say so."""
        self._stalls.extend([None] * count)

    @property
    def moved_at_ns(self) -> int:
        """When a delivery last began or ended, by the monotonic clock, or the heartbeat under way.

        One that came back moves no record: a worker that does nothing else stands still.
        """
        tried_at_ns = self.outbox.tried_at_ns
        return max(self._beat_at_ns, tried_at_ns) if self.is_beating else tried_at_ns

    def retire(self) -> None:
        """Say and begin nothing any more, and hang up on what is under way. Any thread may ask."""
        self._is_retired = True
        self._gateway.close()

    def forget_backoffs(self) -> None:
        """Try the line at once, whatever has failed before. Any thread may ask."""
        self._failures = 0
        self.outbox.forget_failures()
        self._beat_due_ns = self._clock.monotonic_ns()

    def follow_session(self, session_id: str) -> None:
        """Ask after this log-in from now on, and soon enough. The counter's thread says it."""
        if session_id != self.session_id:
            self.session_id = session_id
            soon_ns = self._clock.monotonic_ns() + ns_of(LONGEST_UNASKED)
            self._beat_due_ns = min(self._beat_due_ns, soon_ns)

    def turn(self) -> float:
        """Do everything that is due; answer how many seconds may pass until the next turn.

        What was saved goes first. The errands behind it fail one by one and hold up nothing.
        """
        try:
            self._follow_wall()
            if self._clock.monotonic_ns() >= self._beat_due_ns:
                self._beat()
            elif self._line.is_reachable is not True:
                return self._seconds_to_beat()
            self._drain()
            if self._errands.run_one():
                return 0.0
        except GatewayTrouble as trouble:
            self._line_down(trouble)
        except Trouble as trouble:
            log.warning("the carrier waits: %s", trouble.code)
            self._news.trouble_met(trouble)
            return 5.0
        return min(1.0, self._seconds_to_beat())

    def _seconds_to_beat(self) -> float:
        return max(0.05, (self._beat_due_ns - self._clock.monotonic_ns()) / _SECOND_NS)

    def _wall_ahead_now(self) -> timedelta:
        ticks = timedelta(microseconds=self._clock.monotonic_ns() // 1000)
        return self._clock.now() - _EPOCH - ticks

    def _follow_wall(self) -> None:
        """Somebody has set the clock, or the computer was asleep: no wait of before counts."""
        ahead = self._wall_ahead_now()
        if abs(ahead - self._wall_ahead) > JUMP:
            self._keep(lambda store: store.make_all_due())
            log.info("the clock was moved; everything that is pending is due")
        self._wall_ahead = ahead

    def _beat(self) -> None:
        today = local_day(self._clock.now())
        # Before the gateway is asked: what it has decided until then it has to know.
        summary, done, ours = self._keep(
            lambda store: (
                store.summary(today),
                total(store.days.of_day(today)),
                store.forgotten.receipted(),
            )
        )
        told, session_id = self.stalls, self.session_id
        figures = DeviceFigures(
            today, done, summary.under_review, summary.awaiting_customer, self.readers
        )
        heard = self._ask_heartbeat(summary, told, session_id, figures)
        is_drain_only = heard.is_drain_only
        for _ in range(told):
            self._stalls.popleft()
        was_away = self._line.is_reachable is not True
        self._failures = 0
        pause = self._errands.heartbeat
        if self.session_id:
            pause = min(pause, LONGEST_UNASKED)
        self._beat_due_ns = self._clock.monotonic_ns() + ns_of(pause)
        self._errands.found_version = heard.configuration_version
        self._errands.is_drain_only = is_drain_only
        self._errands.is_certificate_outdated = heard.is_certificate_outdated
        self._errands.compare(ours, heard.books)
        if is_drain_only and not self._line.is_drain_only:
            self._errands.hear_why()  # before the counter is told, so that it can say it
        self._set_line(GatewayState(is_reachable=True, is_drain_only=is_drain_only))
        self._news.contact_made(heard.gateway_time)
        if heard.is_session_ended:
            self._news.session_ended(session_id, heard.is_work_id_frozen)
        if was_away:
            self.outbox.forget_failures()
            self._keep(lambda store: store.make_all_due())
        self._errands.ask_for_all()

    def _ask_heartbeat(
        self, summary: QueueSummary, stalls: int, session_id: str, figures: DeviceFigures
    ) -> Heard:
        self._beat_at_ns = self._clock.monotonic_ns()
        self.is_beating = True
        try:
            return self._gateway.heartbeat(summary, stalls, session_id, figures)
        finally:
            self.is_beating = False

    def _drain(self) -> None:
        to_drain = self._keep(lambda store: store.count_pending(offline_only=False))
        began_at = told_at = self._clock.monotonic_ns()
        drained = 0
        while to_drain and not self._is_retired:
            delivery = self.outbox.deliver_next()
            if delivery is None or delivery is Delivery.BREAKER_OPEN:
                break
            if delivery in (Delivery.PAUSED, Delivery.LINE_DOWN):
                raise self.outbox.last_trouble or GatewayTrouble()
            drained += delivery is Delivery.SETTLED
            now = self._clock.monotonic_ns()
            if to_drain >= FIRST_PROGRESS and (drained == 1 or now - told_at >= PROGRESS_EVERY_NS):
                told_at = now
                self._set_line(
                    replace(
                        self._line,
                        is_draining=True,
                        drained=drained,
                        to_drain=max(to_drain, drained),
                    )
                )
        if self._line.is_draining:
            is_drain_only = self._line.is_drain_only
            self._set_line(GatewayState(is_reachable=True, is_drain_only=is_drain_only))
        if drained:
            spent_ms = (self._clock.monotonic_ns() - began_at) // 1_000_000
            log.info("the queue was drained", extra={"count": drained, "duration_ms": spent_ms})
            self._news.queue_changed()
            self._errands.ask_for_audit()

    def _line_down(self, trouble: GatewayTrouble) -> None:
        wait = LINE_BACKOFF.after(self._failures)
        self._failures += 1
        self._beat_due_ns = self._clock.monotonic_ns() + ns_of(wait)
        self._set_line(
            GatewayState(
                is_reachable=False,
                next_try_at=self._clock.now() + wait,
                code=trouble.code,
                is_drain_only=self._line.is_drain_only,
            )
        )

    def _set_line(self, line: GatewayState) -> None:
        if line != self._line and not self._is_retired:
            if line.is_reachable is not self._line.is_reachable:
                state = "up" if line.is_reachable else "down"
                log.info("the line is %s", state, extra={"code": line.code})
            self._line = line
            self._news.line_changed(line)
