"""Where a device was, seen from its outlet. Without a fence or a position nobody is inside."""

from __future__ import annotations

from enum import StrEnum

from pos_client.domain.channel import Geofence
from pos_client.domain.location import Position, distance_m

__all__ = ["PlaceVerdict", "place_verdict"]

_MICRO = 1_000_000


class PlaceVerdict(StrEnum):
    """What is known of a place."""

    INSIDE = "INSIDE"
    OUTSIDE = "OUTSIDE"
    UNKNOWN = "UNKNOWN"  # no fence, no position that counts, or one that may be on either side


def place_verdict(fence: Geofence | None, position: Position | None) -> PlaceVerdict:
    """Inside or outside with all of the position's possible error, else neither."""
    if fence is None or position is None:
        return PlaceVerdict.UNKNOWN
    centre = Position(
        round(fence.latitude_deg * _MICRO),
        round(fence.longitude_deg * _MICRO),
        1,
        position.fixed_at,
        position.source,
    )
    apart_m = distance_m(centre, position)
    if apart_m + position.accuracy_m <= fence.radius_m:
        return PlaceVerdict.INSIDE
    is_beyond = apart_m - position.accuracy_m > fence.radius_m
    return PlaceVerdict.OUTSIDE if is_beyond else PlaceVerdict.UNKNOWN
