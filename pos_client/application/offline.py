"""How much may still be captured without the gateway: the minimum of every limit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pos_client.application.state import OfflineState
from pos_client.domain.policy import Completion, OfflinePolicy

__all__ = ["Stock", "allowance", "elapsed_since"]

KEPT_FREE_BYTES = 500 * 1024 * 1024
# The largest photo and two dense signatures in base64, and the database's own part.
BYTES_PER_RECORD = 512 * 1024
WARNED_AT = 0.7


@dataclass(frozen=True, slots=True)
class Stock:
    """What this device has for capturing offline.

    Attributes:
        since_contact: how long the gateway has been away; None if it was never there.
        lasting_until: when the first kind of supply has run out of its time altogether.
    """

    captured: int
    captured_by_clerk: int
    challenges: int
    numbers: int
    free_bytes: int
    since_contact: timedelta | None
    lasting_until: datetime | None = None


def elapsed_since(wall: timedelta, monotonic: timedelta | None) -> timedelta:
    """The longer of both clocks, so that setting the wall clock back gains nothing."""
    known = [wall, timedelta(0)]
    if monotonic is not None:
        known.append(monotonic)
    return max(known)


def allowance(policy: OfflinePolicy, flow: str, stock: Stock, now: datetime) -> OfflineState:
    """Say how many more cases may begin, until when, and which limit is the nearest."""
    if flow not in policy.flows:
        return OfflineState(stock.captured, 0, None, "flow")
    if stock.since_contact is None:
        return OfflineState(stock.captured, 0, None, "contact")
    left = {
        "records": policy.records - stock.captured,
        "clerk": policy.records_per_clerk - stock.captured_by_clerk,
        "challenges": stock.challenges,
        "disk": (stock.free_bytes - KEPT_FREE_BYTES) // BYTES_PER_RECORD,
    }
    if policy.completion is Completion.GATEWAY_COMPLETES:
        left["numbers"] = stock.numbers
    limit = min(left, key=lambda name: left[name])
    window = min(policy.window, policy.hard_stop)
    # No moment is promised at which a case would be refused for want of a living challenge.
    until = now + window - stock.since_contact
    if stock.lasting_until is not None:
        until = min(until, stock.lasting_until)
    if until <= now:
        return OfflineState(stock.captured, 0, until, "hours")
    more = max(0, left[limit])
    used = stock.captured / (stock.captured + more) if stock.captured + more else 1.0
    spent = stock.since_contact / (stock.since_contact + until - now)
    return OfflineState(stock.captured, more, until, limit, max(used, spent) >= WARNED_AT)
