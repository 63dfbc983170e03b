"""The thread that keeps in touch with the gateway and drains the queue.

It has a gateway client of its own, so that a stuck drain never holds up a customer. Whatever it
learns it hands to the counter's thread; it keeps nothing but the state of the line.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from pos_client.application.errand import CHAIN_REFUSED, Errand
from pos_client.application.outbox import Backoff, Delivery, KeepStore, Outbox
from pos_client.application.ports import Clock, Gateway
from pos_client.application.state import GatewayState
from pos_client.application.storage import Store
from pos_client.application.trouble import (
    GatewayTrouble,
    NotAuthorised,
    StoreDamaged,
    Trouble,
    Unreadable,
)
from pos_client.domain.audit import AuditEvent
from pos_client.domain.local_day import local_day
from pos_client.domain.outcome import Receipt
from pos_client.domain.policy import Configuration
from pos_client.protocol.words import Countersignature

__all__ = ["Carrier", "CarrierNews", "CertificateRenewal"]

log = logging.getLogger(__name__)

# A gateway that has come back is noticed within this time, at one probe a minute at the most.
LINE_BACKOFF = Backoff(timedelta(seconds=2), timedelta(seconds=60))
CHALLENGES_KEPT = 32
AUDIT_BATCH = 200
OUTCOMES_ASKED = 20
FIRST_PROGRESS = 2
# A bar that moves ten times a second is smooth; every move draws the window.
PROGRESS_EVERY_NS = 100_000_000
# A storm of 5xx answers is met by single probes, soon one a minute.
BREAKER = Backoff(timedelta(seconds=5), timedelta(seconds=60))


@dataclass(frozen=True, slots=True)
class CarrierNews:
    """What the carrier tells the counter; each may be called from the carrier's thread.

    Attributes:
        configuration_found: returns once it is kept, and raises what `Store` and
            `Counter.take_configuration` do.
    """

    line_changed: Callable[[GatewayState], None]
    contact_made: Callable[[datetime], None]
    receipt_settled: Callable[[Receipt], None]
    configuration_found: Callable[[str, Configuration], None]
    queue_changed: Callable[[], None]
    trouble_met: Callable[[Trouble], None]


class CertificateRenewal(Protocol):
    """The certificate by which this device connects."""

    def validity(self) -> tuple[datetime, datetime]:
        """From when until when it counts."""

    def renew(self) -> None:
        """Make a new key, have it certified, and connect with it from the next connection on.

        Raises `trouble.GatewayTrouble`, and `trouble.StoreTrouble` where the disk took nothing;
        then the old one stays in use.
        """


class Carrier:
    """Heartbeat, audit, configuration, challenges and the outbox, in this order."""

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
        self._heartbeat = configuration.heartbeat
        self._known_version = configuration.version
        self._news = news
        self._renewal = renewal
        self._outbox = Outbox(keep, gateway, clock, Backoff(), news.receipt_settled)
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)
        self._line = GatewayState()
        self._failures = 0
        self._next_beat_at = clock.now()
        self._window = configuration.offline.window
        self._found_version = configuration.version
        self._storms = 0
        self._closed_until = clock.now()
        self._audit = Errand(self._send_audit, clock, news.trouble_met)
        self._errands = (
            self._audit,
            Errand(self._renew_certificate, clock, news.trouble_met),
            Errand(self._take_configuration, clock, news.trouble_met),
            Errand(self._fill_challenges, clock, news.trouble_met),
            Errand(self._ask_for_outcomes, clock, news.trouble_met),
        )

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout_s: float) -> None:
        """End after the request under way; nothing is lost by not waiting for it."""
        self._stopping.set()
        self._wake.set()
        self._gateway.close()
        self._thread.join(timeout_s)

    def wake(self, *, now: bool = False) -> None:
        """Something was saved; with `now`, forget every back-off and try the line at once."""
        if now:
            self._failures = self._storms = 0
            self._next_beat_at = self._closed_until = self._clock.now()
        self._wake.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                wait_s = self.turn()
            except Exception as bug:  # noqa: BLE001 - the drain must not end in silence
                if not self._stopping.is_set():  # then it is the line being cut under a request
                    log.error("bug in the carrier: %s", type(bug).__name__)  # noqa: TRY400
                wait_s = 5.0
            self._wake.wait(wait_s)
            self._wake.clear()

    def turn(self) -> float:
        """Do everything that is due; answer how many seconds may pass until the next turn.

        What was saved goes first. The errands behind it fail one by one and hold up nothing.
        """
        try:
            if self._clock.now() >= self._next_beat_at:
                self._beat()
            elif self._line.is_reachable is not True:
                return self._seconds_to_beat()
            self._drain()
            for errand in self._errands:
                errand.run()
        except GatewayTrouble as trouble:
            self._line_down(trouble)
        except Trouble as trouble:
            log.warning("the carrier waits: %s", trouble.code)
            self._news.trouble_met(trouble)
            return 5.0
        return min(1.0, self._seconds_to_beat())

    def _seconds_to_beat(self) -> float:
        return max(0.05, (self._next_beat_at - self._clock.now()).total_seconds())

    def _beat(self) -> None:
        summary = self._keep(lambda store: store.summary(local_day(self._clock.now())))
        gateway_time, version, is_drain_only = self._gateway.heartbeat(summary)
        was_away = self._line.is_reachable is False
        self._failures = 0
        self._next_beat_at = self._clock.now() + self._heartbeat
        self._found_version = version
        self._set_line(GatewayState(is_reachable=True, is_drain_only=is_drain_only))
        self._news.contact_made(gateway_time)
        if was_away:
            self._keep(lambda store: store.make_all_due())
        for errand in self._errands:
            errand.ask_for()

    def _send_audit(self) -> None:
        while True:
            entries = self._keep(
                lambda store: store.audit_behind(store.countersigned_index(), AUDIT_BATCH)
            )
            if not entries:
                return
            try:
                countersigned = self._gateway.send_audit(entries)
            except (Unreadable, NotAuthorised) as no:
                if isinstance(no, NotAuthorised) and no.facts.get("code") != CHAIN_REFUSED:
                    raise
                # Somebody has edited the chain. The queue is sealed and goes on all the same.
                self._news.trouble_met(StoreDamaged(check="audit"))
                return
            self._keep(partial(_keep_countersignature, countersigned))

    def _renew_certificate(self) -> None:
        """In the last third of its life: a month's certificate has ten days for it."""
        if self._renewal is None:
            return
        since, until = self._renewal.validity()
        now = self._clock.now()
        if now < since + (until - since) * 2 / 3:
            return
        self._renewal.renew()
        self._keep(lambda store: store.append_audit(AuditEvent("certificate_renewed", now, {})))
        log.info("the certificate was renewed")

    def _take_configuration(self) -> None:
        if self._found_version > self._known_version:
            token, configuration = self._gateway.configuration()
            # One that cannot be kept is fetched again by the errand.
            self._news.configuration_found(token, configuration)
            self._known_version = configuration.version
            self._heartbeat = configuration.heartbeat
            self._window = configuration.offline.window

    def _fill_challenges(self) -> None:
        if self._line.is_drain_only:
            return  # it gets nothing to capture with, and would be refused for asking
        # Those that will not last as long as capturing may are replaced in good time.
        lasting = self._clock.now() + self._window / 2
        if self._keep(lambda store: store.challenges_left(lasting)) < CHALLENGES_KEPT:
            challenges = self._gateway.challenges()
            self._keep(lambda store: store.add_challenges(challenges))

    def _ask_for_outcomes(self) -> None:
        if self._outbox.ask_for_outcomes(OUTCOMES_ASKED):
            self._news.queue_changed()

    def _drain(self) -> None:
        if self._clock.now() < self._closed_until:
            return
        to_drain = self._keep(lambda store: store.count_pending(offline_only=False))
        began_at = told_at = self._clock.monotonic_ns()
        drained = 0
        while not self._stopping.is_set():
            delivery = self._outbox.deliver_next()
            if delivery is None:
                break
            if delivery in (Delivery.PAUSED, Delivery.LINE_DOWN):
                raise self._outbox.last_trouble or GatewayTrouble()
            if delivery is Delivery.BREAKER_OPEN:
                self._closed_until = self._clock.now() + BREAKER.after_at_least(self._storms)
                self._storms += 1
                break
            if delivery is Delivery.SETTLED:
                self._storms = 0
                drained += 1
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
            self._audit.ask_for()

    def _line_down(self, trouble: GatewayTrouble) -> None:
        wait = LINE_BACKOFF.after(self._failures)
        self._failures += 1
        self._next_beat_at = self._clock.now() + wait
        self._set_line(
            GatewayState(
                is_reachable=False,
                next_try_at=self._next_beat_at,
                code=trouble.code,
                is_drain_only=self._line.is_drain_only,
            )
        )

    def _set_line(self, line: GatewayState) -> None:
        if line != self._line:
            if line.is_reachable is not self._line.is_reachable:
                state = "up" if line.is_reachable else "down"
                log.info("the line is %s", state, extra={"code": line.code})
            self._line = line
            self._news.line_changed(line)


def _keep_countersignature(countersigned: Countersignature, store: Store) -> None:
    store.keep_countersignature(countersigned)
