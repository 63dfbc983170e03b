"""For how long the gateway has been away, whatever anybody does to the clock on the wall.

A clock that was set back wins nothing by it and is recorded.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from pos_client.application.offline import elapsed_since
from pos_client.application.ports import Clock
from pos_client.application.storage import AwayMark, Store
from pos_client.application.trouble import StoreDamaged, StoreTrouble
from pos_client.domain.audit import AuditEvent

__all__ = ["TimeAway"]

KEPT_EVERY_NS = 10 * 60 * 1_000_000_000
# A clock that is corrected over the network moves less, and is nobody's attempt.
SET_BACK = timedelta(seconds=30)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
log = logging.getLogger(__name__)


class TimeAway:
    """Counts from the last contact.

    Args:
        chain_broken: called where the newest entry of the audit chain cannot be read.
    """

    def __init__(self, store: Store, clock: Clock, chain_broken: Callable[[], None]) -> None:
        self._store = store
        self._clock = clock
        self._chain_broken = chain_broken
        self._contact_ns: int | None = None
        self._kept_at_ns: int | None = None
        self._started: tuple[datetime, int, AwayMark | None] | None = None
        self._ahead: timedelta | None = None

    def note_contact(self, gateway_time: datetime) -> None:
        """The gateway has answered just now."""
        ticks = self._clock.monotonic_ns()
        mark = AwayMark(self._clock.boot_id(), ticks, timedelta(0))
        self._store.note_contact(self._clock.now(), gateway_time, mark)
        self._contact_ns = self._kept_at_ns = ticks

    def keep(self, *, is_reachable: bool) -> None:
        """Every few minutes without the gateway, write down how long it has been for certain.

        Whoever then closes the program and sets the clock back wins nothing.
        """
        ticks = self._clock.monotonic_ns()
        if self._kept_at_ns is not None and ticks - self._kept_at_ns < KEPT_EVERY_NS:
            return
        self._kept_at_ns = ticks
        if is_reachable:
            return
        try:
            self._note_away(ticks)
        except StoreTrouble as trouble:  # told where somebody wants to save something
            log.info("the time without the gateway was not kept: %s", trouble.code)

    def note_clock(self) -> None:
        """Record that the clock was set back, at once or bit by bit, now or since the last run.

        The time without the gateway is kept first: the entry, which bears the new time, would
        hide at the next start how late it has been.
        """
        now, ticks = self._clock.now(), self._clock.monotonic_ns()
        if self._ahead is None:
            newest_at, since_ns, _ = self._start(now, ticks)
            self._ahead = newest_at - _EPOCH - _time(since_ns)
        ahead = now - _EPOCH - _time(ticks)
        back = self._ahead - ahead
        if back < SET_BACK:
            self._ahead = max(self._ahead, ahead)
            return
        details = {"seconds": back // timedelta(seconds=1)}
        try:
            self._note_away(ticks)
            self._store.append_audit(AuditEvent("clock_set_back", now, details))
        except StoreTrouble:  # told where somebody wants to save something; here it is tried again
            return
        self._ahead = ahead
        log.info("the clock was set back", extra=details)

    def _note_away(self, ticks: int) -> None:
        contact = self._store.last_contact()
        if contact is not None:
            passed = self._passed_since(contact[0])
            self._store.note_away(AwayMark(self._clock.boot_id(), ticks, passed))

    def since_contact(self, now: datetime) -> timedelta | None:
        """How long ago the last contact was; None where there was none."""
        contact = self._store.last_contact()
        if contact is None:
            return None
        return elapsed_since(now - contact[0], self._passed_since(contact[0]))

    def _passed_since(self, contact_at: datetime) -> timedelta:
        """How long ago the last contact was at least, whatever the clock on the wall says now."""
        ticks = self._clock.monotonic_ns()
        if self._contact_ns is not None:
            return _time(ticks - self._contact_ns)
        # The audit chain knows how late it was when the program ran last: a clock set back
        # meanwhile does not make it earlier.
        newest_at, since_ns, mark = self._start(self._clock.now(), ticks)
        passed = newest_at - contact_at + _time(ticks - since_ns)
        if mark is None:
            return passed
        same_boot = mark.boot_id == self._clock.boot_id() and mark.ticks_ns <= ticks
        return max(passed, mark.passed + _time(ticks - (mark.ticks_ns if same_boot else since_ns)))

    def _start(self, now: datetime, ticks: int) -> tuple[datetime, int, AwayMark | None]:
        if self._started is None:
            index, _ = self._store.audit_head()
            try:
                newest = self._store.audit_behind(index - 1, 1) if index else ()
            except StoreDamaged:
                self._chain_broken()
                newest = ()
            newest_at = max([now, *(entry.event.at for entry in newest)])
            self._started = (newest_at, ticks, self._store.away_mark())
        return self._started


def _time(ticks_ns: int) -> timedelta:
    return timedelta(microseconds=ticks_ns // 1000)
