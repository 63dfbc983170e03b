"""Delivering what other counters of the outlet captured and do not deliver themselves."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from pos_client.application.backoff import Backoff, ns_of
from pos_client.application.pace import Pace
from pos_client.application.ports import Clock, Gateway
from pos_client.application.relay import Leased, Relay
from pos_client.application.storage import Due
from pos_client.application.trouble import (
    GatewayTrouble,
    NotAuthorised,
    Unreachable,
    Unreadable,
)

__all__ = ["Forwarding", "Terms"]

log = logging.getLogger(__name__)

CLAIMED_AT_ONCE = 4
BACKOFF = Backoff(timedelta(seconds=1), timedelta(seconds=30))


@dataclass(frozen=True, slots=True)
class Terms:
    """How long things last in a shop.

    Attributes:
        own: a counter at work delivers its own; it says so again before this is over.
        lease: how long another one may take over what it has claimed.
        look: how often is looked for receipts, for what others left, and for missing copies.
        compare: how often what should be in the relay is compared with what is there.
        remind: how often people are told of a relay that they can mend.
        backoff: for the relay, and for the gateway behind another counter's envelope.
    """

    own: timedelta = timedelta(seconds=30)
    lease: timedelta = timedelta(seconds=60)
    look: timedelta = timedelta(seconds=5)
    compare: timedelta = timedelta(minutes=5)
    remind: timedelta = timedelta(minutes=10)
    backoff: Backoff = BACKOFF


class Forwarding:
    """Has a gateway client of its own: it holds up neither the drain nor a customer.

    The gateway's answers mean what they mean in `outbox.py`, and it is asked at the same pace; the
    bytes, the id and the capturing counter's signature are not ours, so sending them twice is
    harmless and changing them useless.

    Attributes:
        moved_at_ns: when a claim or delivery last began or ended, by the monotonic clock.
    """

    def __init__(self, relay: Relay, gateway: Gateway, clock: Clock, terms: Terms) -> None:
        self._relay = relay
        self._gateway = gateway
        self._clock = clock
        self._terms = terms
        self._pace = Pace(clock.monotonic_ns, terms.backoff)
        self._failures = 0
        self._not_before_ns = self.moved_at_ns = clock.monotonic_ns()

    def run(self) -> int:
        """Claim and deliver until there is nothing to claim; answer how many got a receipt.

        Raises:
            RelayTrouble: a lease or a receipt may or may not have been kept; both are harmless.
        """
        forwarded = 0
        while self._may_send:
            self._move()
            limit = 1 if self._pace.breaker.is_open else CLAIMED_AT_ONCE
            claimed = self._relay.claim(limit, self._terms.lease, self._pace.most_attempts)
            if not claimed:
                break
            forwarded += self._deliver_all(claimed)
        return forwarded

    def forget_failures(self) -> None:
        """This counter's line is back."""
        self._pace.forget_failures()
        self._failures, self._not_before_ns = 0, self._clock.monotonic_ns()

    def close(self) -> None:
        self._gateway.close()

    @property
    def _may_send(self) -> bool:
        is_over = self._clock.monotonic_ns() >= self._not_before_ns
        return is_over and self._pace.breaker.lets_through

    def _move(self) -> None:
        self.moved_at_ns = self._clock.monotonic_ns()

    def _deliver_all(self, claimed: Sequence[Leased]) -> int:
        forwarded = 0
        ends_at_ns = self._clock.monotonic_ns() + ns_of(self._terms.lease / 2)
        for leased in claimed:
            if not self._may_send or self._clock.monotonic_ns() >= ends_at_ns:
                self._relay.let_go(leased, timedelta(0), was_tried=False)
            else:
                forwarded += self._deliver(leased)
            self._move()
        return forwarded

    def _deliver(self, leased: Leased) -> bool:
        due = Due(
            leased.id, leased.sequence, leased.envelope, leased.envelope_sha256, leased.attempts
        )
        try:
            receipt = self._gateway.deliver(due)
        except Unreachable as away:
            # Nothing of it has arrived; somebody else's line may be better.
            self._relay.let_go(leased, timedelta(0), was_tried=False)
            self._wait(away)
            return False
        except NotAuthorised as no:
            # Should it be about this envelope after all, the others are not behind it for ever.
            self._relay.let_go(leased, self._terms.backoff.after_at_least(leased.attempts))
            self._wait(no)
            return False
        except Unreadable as no:
            self._pace.refused()
            self._relay.refuse(leased, str(no.facts.get("code") or no.code))
            return False
        except GatewayTrouble as unknown:
            self._relay.let_go(leased, self._pace.failed(unknown, leased.attempts))
            return False
        self._failures = 0
        self._pace.succeeded()
        self._relay.answer(leased, receipt)
        log.info(
            "another counter's registration was forwarded",
            extra={"registration_id": str(leased.id), "outcome": receipt.outcome.value},
        )
        return True

    def _wait(self, trouble: GatewayTrouble) -> None:
        """This counter's line is down, or the gateway wants nothing of this counter."""
        wait = self._terms.backoff.after(self._failures)
        self._not_before_ns = self._clock.monotonic_ns() + ns_of(wait)
        self._failures += 1
        log.info("forwarding waits", extra={"code": trouble.code})
