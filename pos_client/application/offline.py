"""How much may still be captured without the gateway: the minimum of every limit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pos_client.application.state import OfflineState
from pos_client.domain.party import SEALED_WITHIN
from pos_client.domain.policy import Completion, OfflinePolicy

__all__ = ["NUMBER_LASTS", "Nearest", "Stock", "allowance", "elapsed_since", "nearest_limit"]

KEPT_FREE_BYTES = 500 * 1024 * 1024
# The largest photo and two dense signatures in base64, and the database's own part.
BYTES_PER_RECORD = 512 * 1024
NUMBER_LASTS = SEALED_WITHIN
"""A number has to outlive the case that begins with it: it is confirmed only at the seal."""


@dataclass(frozen=True, slots=True)
class Stock:
    """What this device has for capturing offline.

    Attributes:
        challenges: also the one that an open case has in its hands.
        numbers: those that last until a case begun now is sealed.
    """

    captured: int
    captured_by_clerk: int
    challenges: int
    numbers: int
    free_bytes: int


@dataclass(frozen=True, slots=True)
class Nearest:
    """Which of the counts is the smallest, and how many cases it leaves."""

    limit: str
    more: int


def elapsed_since(wall: timedelta, monotonic: timedelta | None) -> timedelta:
    """The longer of both clocks, so that setting the wall clock back gains nothing."""
    known = [wall, timedelta(0)]
    if monotonic is not None:
        known.append(monotonic)
    return max(known)


def nearest_limit(policy: OfflinePolicy, stock: Stock) -> Nearest:
    """The limit that is reached first, were time no matter."""
    left = {
        "records": policy.records - stock.captured,
        "clerk": policy.records_per_clerk - stock.captured_by_clerk,
        "challenges": stock.challenges,
        "disk": (stock.free_bytes - KEPT_FREE_BYTES) // BYTES_PER_RECORD,
    }
    if policy.completion is Completion.GATEWAY_COMPLETES:
        left["numbers"] = stock.numbers
    limit = min(left, key=lambda name: left[name])
    return Nearest(limit, max(0, left[limit]))


def allowance(
    policy: OfflinePolicy,
    stock: Stock,
    nearest: Nearest,
    since_contact: timedelta,
    lasting_until: datetime,
    now: datetime,
    begun_at: datetime,
) -> OfflineState:
    """Say how many more cases may begin, until when, and which limit is used most.

    Args:
        since_contact: how long the gateway has been away.
        lasting_until: until when so many cases can begin with what is there.
        begun_at: when the case in question began; time stops new cases and no open one.
    """
    # After the hard stop nothing is sealed either, so a case has to end before it.
    window = min(policy.window, policy.hard_stop - SEALED_WITHIN)
    until = min(now + window - since_contact, lasting_until)
    if until <= begun_at or since_contact >= policy.hard_stop:
        return OfflineState(stock.captured, 0, until, "hours")
    remaining = max(timedelta(0), until - now)
    shares = _shares(policy, stock) | {
        "hours": _share(since_contact.total_seconds(), remaining.total_seconds())
    }
    pressing = max(shares, key=lambda name: shares[name])
    limit = pressing if shares[pressing] >= OfflineState.WARNED_AT else nearest.limit
    return OfflineState(stock.captured, nearest.more, until, limit, shares[pressing])


def _shares(policy: OfflinePolicy, stock: Stock) -> dict[str, float]:
    """How much of each count is used, of 1; of what lies here in stock, by what was captured."""
    captured, by_clerk = stock.captured, stock.captured_by_clerk
    shares = {
        "records": _share(captured, policy.records - captured),
        "clerk": _share(by_clerk, policy.records_per_clerk - by_clerk),
        "challenges": _share(captured, stock.challenges),
    }
    if policy.completion is Completion.GATEWAY_COMPLETES:
        shares["numbers"] = _share(captured, stock.numbers)
    return shares


def _share(used: float, left: float) -> float:
    return used / (used + max(0.0, left)) if used else 0.0
