"""How long to wait before the next try, so that many counters do not all come back at once."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta

__all__ = ["Backoff", "ns_of"]


@dataclass(frozen=True, slots=True)
class Backoff:
    """Full jitter: a random wait below a bound that doubles with every attempt."""

    first: timedelta = timedelta(seconds=2)
    longest: timedelta = timedelta(seconds=900)

    def after(self, attempts: int) -> timedelta:
        seconds = random.uniform(0, self.after_at_least(attempts).total_seconds())  # noqa: S311 - spreads load only
        return timedelta(seconds=seconds)

    def after_at_least(self, attempts: int) -> timedelta:
        """The bound itself, where a probe must not come sooner."""
        bound: timedelta = self.first * 2 ** min(attempts, 20)
        return min(self.longest, bound)


def ns_of(time: timedelta) -> int:
    """What the monotonic clock counts in so long, in nanoseconds."""
    return time // timedelta(microseconds=1) * 1000
