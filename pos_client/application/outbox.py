"""Delivering what was saved: frozen bytes, one id for life, and nothing settles but a receipt.

`deliver_next` is one step; the carrier's thread calls it until nothing is due. What the gateway
answers falls into five classes, and each leaves every record where it can be seen:

=================  ===================================================================
signed receipt     the row is settled, whatever the outcome
NotAuthorised      the whole queue waits; no attempt is counted
Unreadable         this one record is put aside; the others go on
OutcomeUnknown     this record is tried again later, its status being asked for first
Unreachable        the line is down: nothing is counted against any record
=================  ===================================================================
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar
from uuid import UUID

from pos_client.application.backoff import Backoff
from pos_client.application.breaker import Breaker
from pos_client.application.pace import Pace
from pos_client.application.ports import Clock, Gateway
from pos_client.application.queue_trouble import OutcomeChanged
from pos_client.application.storage import Due, Store
from pos_client.application.trouble import (
    GatewayTrouble,
    NotAuthorised,
    Trouble,
    Unreachable,
    Unreadable,
)
from pos_client.domain.audit import AuditEvent
from pos_client.domain.outcome import Outcome, Receipt

__all__ = ["Delivery", "KeepStore", "Outbox", "StoreAtHand"]

T = TypeVar("T")
log = logging.getLogger(__name__)


class KeepStore(Protocol):
    """Runs jobs with the store on the thread that owns it, in the order in which they come."""

    def __call__(self, job: Callable[[Store], T]) -> T:
        """Run one and wait for its value or exception."""

    def begin(self, job: Callable[[Store], T]) -> Callable[[], T]:
        """Let one run; what is returned waits for its value or exception."""


class StoreAtHand:
    """Implements `KeepStore` where the caller's own thread owns the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __call__(self, job: Callable[[Store], T]) -> T:
        return job(self._store)

    def begin(self, job: Callable[[Store], T]) -> Callable[[], T]:
        done: Future[T] = Future()
        try:
            done.set_result(job(self._store))
        except Exception as error:  # noqa: BLE001 - raised to whoever waits
            done.set_exception(error)
        return done.result


class Delivery(StrEnum):
    """How one step ended."""

    SETTLED = "SETTLED"
    QUARANTINED = "QUARANTINED"
    POSTPONED = "POSTPONED"
    BREAKER_OPEN = "BREAKER_OPEN"
    PAUSED = "PAUSED"
    LINE_DOWN = "LINE_DOWN"


class Outbox:
    """One envelope at a time, oldest first. Knows of no person.

    While the breaker is open nothing is sent; when it lets one through again that is the oldest.
    While the budget is used up only what was never tried is sent.

    While one is on the line the disk keeps the receipt of the one before and finds the next.
    Whatever a crash or a full disk undoes of that is sent or asked for again, under its old id.

    Attributes:
        last_trouble: what stopped the line last.
        tried_at_ns: when the last attempt began or ended, by the monotonic clock.
    """

    def __init__(
        self,
        keep: KeepStore,
        gateway: Gateway,
        clock: Clock,
        backoff: Backoff,
        settled: Callable[[Receipt], None],
        breaker: Breaker | None = None,
        trouble_met: Callable[[Trouble], None] = lambda _: None,
    ) -> None:
        self._keep = keep
        self._trouble_met = trouble_met
        self._gateway = gateway
        self._clock = clock
        self._settled = settled
        self._pace = Pace(clock.monotonic_ns, backoff, breaker)
        self.breaker = self._pace.breaker
        self.tried_at_ns = clock.monotonic_ns()
        self._next: Callable[[], Due | None] | None = None
        self._settling: Callable[[], None] | None = None
        self.last_trouble: GatewayTrouble | None = None

    def deliver_next(self) -> Delivery | None:
        """Try one envelope. None when none may be tried now and every receipt is kept.

        Raises:
            StoreTrouble: also for the receipt before; it is asked for again.
        """
        try:
            return self._deliver_next()
        except BaseException:
            self._next = None
            raise

    def forget_failures(self) -> None:
        """The line is back, or somebody asks for another try now."""
        self._pace.forget_failures()

    @property
    def most_attempts(self) -> int | None:
        """How often a record may have been tried to be tried now; None for any number."""
        return self._pace.most_attempts

    def _deliver_next(self) -> Delivery | None:
        if not self.breaker.lets_through:
            self._next = None
            self._wait_for_receipt()
            return None
        due = self._claimed()
        if due is None:
            return None
        now, most = self._clock.now(), self.most_attempts
        self._next = self._keep.begin(
            lambda store: store.claim(now, beside=due.id, most_attempts=most)
        )
        self.tried_at_ns = self._clock.monotonic_ns()
        delivery = self._deliver(due)
        self.tried_at_ns = self._clock.monotonic_ns()
        if delivery is not Delivery.SETTLED:
            self._next = None  # much may have changed before the next one is sent
            self._wait_for_receipt()
        return delivery

    def _claimed(self) -> Due | None:
        """What was found while the last one was on the line, or else what is due now."""
        coming, self._next = self._next, None
        due = coming() if coming is not None else None
        if due is None:
            self._wait_for_receipt()
            now, most = self._clock.now(), self.most_attempts
            due = self._keep(lambda store: store.claim(now, most_attempts=most))
        return due

    def _deliver(self, due: Due) -> Delivery:
        try:
            receipt = self._ask_or_send(due)
        except NotAuthorised as no:
            self.last_trouble = no
            return Delivery.PAUSED
        except Unreadable as no:
            self._pace.refused()
            reason = str(no.facts.get("code") or no.code)
            self._keep(lambda store: store.quarantine(due.id, reason))
            return Delivery.QUARANTINED
        except Unreachable as away:
            self.last_trouble = away
            return Delivery.LINE_DOWN
        except GatewayTrouble as unknown:
            return self._postpone(due, unknown)
        self._pace.succeeded()
        self._wait_for_receipt()
        self._settling = self._settle(due.id, receipt)
        return Delivery.SETTLED

    def ask_for_outcomes(self, limit: int) -> int:
        """Ask what became of registrations under review or awaiting the customer.

        An answer that settles nothing leaves that one registration for the next time.

        Returns:
            How many are final now.

        Raises:
            Unreachable, NotAuthorised: nobody else needs to be asked about.
        """
        settled = 0
        for registration_id, sha256 in self._keep(lambda store: store.awaiting_outcome(limit)):
            try:
                receipt = self._gateway.status(registration_id, sha256)
            except (Unreachable, NotAuthorised):
                raise
            except GatewayTrouble as trouble:
                log.info("an outcome could not be asked for: %s", trouble.code)
                continue
            if receipt is not None:
                self._settle(registration_id, receipt)()
                settled += receipt.outcome.is_final
        return settled

    def _ask_or_send(self, due: Due) -> Receipt:
        # One that was forgotten is always shown with its receipt: the status tells less.
        if due.attempts and not due.earlier_receipt:
            known = self._gateway.status(due.id, due.envelope_sha256)
            if known is not None:
                return known
        return self._gateway.deliver(due)

    def _settle(self, registration_id: UUID, receipt: Receipt) -> Callable[[], None]:
        now = self._clock.now()

        def job(store: Store) -> None:
            before = store.settle(registration_id, receipt, now)
            if before is not None:
                self._tell_change(store, before, receipt, now)
            log.info(
                "a receipt was kept",
                extra={
                    "registration_id": str(registration_id),
                    "outcome": receipt.outcome.value,
                    "code": receipt.code,
                },
            )
            self._settled(receipt)

        return self._keep.begin(job)

    def _tell_change(self, store: Store, before: Outcome, receipt: Receipt, now: datetime) -> None:
        """The newer signed word stands; both are kept, and somebody has to hear of it."""
        row = store.row(receipt.registration_id)
        number = 0 if row is None else row.sequence
        details: dict[str, str | int | bool] = {
            "registration_id": str(receipt.registration_id),
            "before": before.value,
            "outcome": receipt.outcome.value,
        }
        store.append_audit(AuditEvent("outcome_changed", now, details))
        log.warning(
            "the gateway has decided otherwise than before it was restored",
            extra={"registration_id": str(receipt.registration_id)},
        )
        self._trouble_met(OutcomeChanged(number=number))

    def _wait_for_receipt(self) -> None:
        settling, self._settling = self._settling, None
        if settling is not None:
            settling()

    def _postpone(self, due: Due, unknown: GatewayTrouble) -> Delivery:
        until = self._clock.now() + self._pace.failed(unknown, due.attempts)
        self._keep(lambda store: store.postpone(due.id, until, unknown.code))
        return Delivery.BREAKER_OPEN if self.breaker.is_open else Delivery.POSTPONED
