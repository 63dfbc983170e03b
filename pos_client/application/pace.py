"""How an endpoint is asked while it fails: one breaker, one retry budget, each record's back-off.

Drain and forwarder have one each, for they ask on threads and lines of their own; the rule is one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from pos_client.application.backoff import Backoff
from pos_client.application.breaker import Breaker, RetryBudget
from pos_client.application.trouble import GatewayTrouble, OutcomeUnknown

__all__ = ["Pace"]


class Pace:
    """One thread uses it; any may let it `forget_failures`.

    Attributes:
        breaker: while it is open nothing is sent; when it lets one through that is a probe.
    """

    def __init__(
        self, monotonic_ns: Callable[[], int], backoff: Backoff, breaker: Breaker | None = None
    ) -> None:
        self.breaker = breaker or Breaker(monotonic_ns)
        self._budget = RetryBudget(monotonic_ns)
        self._backoff = backoff

    @property
    def most_attempts(self) -> int | None:
        """How often a record may have been tried to be tried now; None for any number."""
        return None if self._budget.allows_retry else 0

    def succeeded(self) -> None:
        """A record got its receipt."""
        self.breaker.succeeded()
        self._budget.succeeded()

    def refused(self) -> None:
        """The gateway has answered that it will never take a record."""
        self.breaker.succeeded()

    def failed(self, trouble: GatewayTrouble, attempts: int) -> timedelta:
        """Nobody knows what became of a record; answer when it may be tried again.

        Args:
            attempts: how often it was tried before.
        """
        self.breaker.failed(trouble)
        if attempts:
            self._budget.retried_in_vain()
        wait = self._backoff.after(attempts)
        asked = trouble.facts.get("retry_after_s", 0)
        if isinstance(trouble, OutcomeUnknown) and isinstance(asked, int) and asked:
            wait = max(wait, timedelta(seconds=asked))
        return wait

    def forget_failures(self) -> None:
        """The line is back, or somebody asks for another try now."""
        self.breaker.reset()
        self._budget.reset()
