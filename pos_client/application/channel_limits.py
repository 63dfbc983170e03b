"""What commission, licence and opening hours leave of a counter's time."""

from __future__ import annotations

from datetime import datetime

from pos_client.domain.channel import commission_ends_on
from pos_client.domain.local_day import end_of_local_day, local_day
from pos_client.domain.policy import Configuration

__all__ = ["channel_limit", "channel_until"]


def channel_limit(configuration: Configuration, begun_at: datetime) -> str:
    """Why no case may begin at this moment; empty where the outlet is at work."""
    if configuration.gap_on(local_day(begun_at)) is not None:
        return "commission"
    channel = configuration.channel
    return "" if channel is None or channel.is_open_at(begun_at) else "opening"


def channel_until(configuration: Configuration, begun_at: datetime) -> datetime:
    """The last moment of commission and licence, or until when the outlet is open today."""
    channel = configuration.channel
    ends = end_of_local_day(commission_ends_on(configuration.outlet, channel))
    closes = channel.closes_at(begun_at) if channel is not None else None
    return ends if closes is None else min(ends, closes)
