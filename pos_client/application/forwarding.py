"""Delivering what other counters of the outlet captured and do not deliver themselves."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from pos_client.application.backoff import Backoff
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

    The gateway's answers mean what they mean in `outbox.py`; the bytes, the id and the capturing
    counter's signature are not ours, so sending them twice is harmless and changing them useless.
    """

    def __init__(self, relay: Relay, gateway: Gateway, clock: Clock, terms: Terms) -> None:
        self._relay = relay
        self._gateway = gateway
        self._clock = clock
        self._terms = terms
        self._failures = 0
        self._not_before = clock.now()

    def run(self) -> int:
        """Claim and deliver until there is nothing to claim; answer how many got a receipt.

        Raises:
            RelayTrouble: a lease or a receipt may or may not have been kept; both are harmless.
        """
        forwarded = 0
        while self._clock.now() >= self._not_before:
            claimed = self._relay.claim(CLAIMED_AT_ONCE, self._terms.lease)
            if not claimed:
                break
            forwarded += self._deliver_all(claimed)
        return forwarded

    def close(self) -> None:
        self._gateway.close()

    def _deliver_all(self, claimed: Sequence[Leased]) -> int:
        forwarded = 0
        ends_at = self._clock.now() + self._terms.lease / 2
        for leased in claimed:
            now = self._clock.now()
            if now < self._not_before or now >= ends_at:
                self._relay.let_go(leased, timedelta(0))
            else:
                forwarded += self._deliver(leased)
        return forwarded

    def _deliver(self, leased: Leased) -> bool:
        due = Due(
            leased.id, leased.sequence, leased.envelope, leased.envelope_sha256, leased.attempts
        )
        try:
            receipt = self._gateway.deliver(due)
        except (NotAuthorised, Unreachable) as away:
            # Somebody else's line may be better.
            self._relay.let_go(leased, timedelta(0))
            self._not_before = self._clock.now() + self._terms.backoff.after(self._failures)
            self._failures += 1
            log.info("forwarding waits", extra={"code": away.code})
            return False
        except Unreadable as no:
            self._relay.refuse(leased, str(no.facts.get("code") or no.code))
            return False
        except GatewayTrouble:
            self._relay.let_go(leased, self._terms.backoff.after(leased.attempts))
            return False
        self._failures = 0
        self._relay.answer(leased, receipt)
        log.info(
            "another counter's registration was forwarded",
            extra={"registration_id": str(leased.id), "outcome": receipt.outcome.value},
        )
        return True
