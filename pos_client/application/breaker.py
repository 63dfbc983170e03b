"""When an endpoint is left alone, and how often anything may be sent again.

Both count on the monotonic clock: whoever turns the clock on the wall changes nothing here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import timedelta

from pos_client.application.backoff import Backoff
from pos_client.application.trouble import GatewayTrouble, OutcomeUnknown, Unreachable

__all__ = ["Breaker", "RetryBudget"]

# A storm of 5xx answers is met by single probes, soon one a minute.
PROBES = Backoff(timedelta(seconds=5), timedelta(seconds=60))
FAILURES_IN_A_ROW = 5
LOOKED_AT = 20
_ASKED_TO_WAIT = (429, 503)

_SECOND_NS = 1_000_000_000
_MINUTE_NS = 60 * _SECOND_NS


class Breaker:
    """Opens after five failures in a row, or when half of the last twenty calls failed.

    Then nothing is sent for a while. When that is over one call is a probe: its failure doubles
    the wait, its success closes the breaker. One thread uses it; any may `reset` it.
    """

    def __init__(self, monotonic_ns: Callable[[], int], waits: Backoff = PROBES) -> None:
        self._monotonic_ns = monotonic_ns
        self._waits = waits
        self._last: deque[bool] = deque(maxlen=LOOKED_AT)
        self._in_a_row = 0
        self._opened = 0
        self._open_until_ns = 0

    @property
    def lets_through(self) -> bool:
        """Whether a call may be made now: the breaker is closed, or this is the probe's time."""
        return self._monotonic_ns() >= self._open_until_ns

    @property
    def is_open(self) -> bool:
        """Whether the endpoint is under suspicion; a probe may be due."""
        return self._opened > 0

    def succeeded(self) -> None:
        """The endpoint has answered, whatever it said."""
        if self._opened:
            self.reset()
        self._in_a_row = 0
        self._last.append(True)

    def failed(self, trouble: GatewayTrouble) -> None:
        """It has not, or has asked everybody to stay away for a while (Retry-After)."""
        self._in_a_row += 1
        self._last.append(False)
        asked_s = trouble.facts.get("retry_after_s", 0)
        is_asked = trouble.facts.get("status") in _ASKED_TO_WAIT and isinstance(asked_s, int)
        if self._opened or self._is_bad:
            wait_ns = int(self._waits.after_at_least(self._opened).total_seconds() * _SECOND_NS)
        elif is_asked and asked_s:
            wait_ns = 0
        else:
            return
        if is_asked and isinstance(asked_s, int):
            wait_ns = max(wait_ns, asked_s * _SECOND_NS)
        self._opened += 1
        self._open_until_ns = self._monotonic_ns() + wait_ns

    def note(self, trouble: GatewayTrouble) -> None:
        """Count what an interactive call met: a plain no is an answer."""
        if isinstance(trouble, Unreachable | OutcomeUnknown):
            self.failed(trouble)
        else:
            self.succeeded()

    def reset(self) -> None:
        """The line is back, or somebody asks for another try now."""
        self._open_until_ns = self._opened = self._in_a_row = 0
        self._last.clear()

    @property
    def _is_bad(self) -> bool:
        half = len(self._last) == LOOKED_AT and self._last.count(False) * 2 >= LOOKED_AT
        return self._in_a_row >= FAILURES_IN_A_ROW or half


class RetryBudget:
    """Sending again in vain may cost a tenth of what succeeds, and one more each minute.

    A retry that succeeds costs nothing, or a queue that one bad hour has marked would crawl.
    """

    MOST = 10.0
    _SHARE = 0.1

    def __init__(self, monotonic_ns: Callable[[], int]) -> None:
        self._monotonic_ns = monotonic_ns
        self._left = self.MOST
        self._since_ns = monotonic_ns()

    @property
    def allows_retry(self) -> bool:
        now = self._monotonic_ns()
        self._left = min(self.MOST, self._left + max(0, now - self._since_ns) / _MINUTE_NS)
        self._since_ns = now
        return self._left >= 1

    def succeeded(self) -> None:
        self._left = min(self.MOST, self._left + self._SHARE)

    def retried_in_vain(self) -> None:
        self._left = max(0.0, self._left - 1)

    def reset(self) -> None:
        """The line is back, or somebody asks for another try now."""
        self._left = self.MOST
