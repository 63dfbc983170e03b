"""What time it is, as far as the gateway bears this computer's clock out."""

from __future__ import annotations

from datetime import datetime, timedelta

__all__ = ["LONGEST_SKEW", "believed"]

LONGEST_SKEW = timedelta(hours=24)
"""A clock that is further off than this is believed in nothing."""


def believed(now: datetime, gateway_time: datetime | None, *signed: datetime) -> datetime:
    """The computer's date, or where it cannot be right the newest that the gateway has named.

    Args:
        gateway_time: of the last contact; None before there was any, when nothing is known.
        signed: further times of the gateway's, such as that of a receipt which has just come.
    """
    if gateway_time is None:
        return now
    newest = max((gateway_time, *signed))
    return now if abs(now - newest) <= LONGEST_SKEW else newest
