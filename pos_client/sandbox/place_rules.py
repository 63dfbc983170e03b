"""Where an outlet's cards may be read, and what becomes of a case read elsewhere: data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from pos_client.domain.location import Position, distance_m
from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind

__all__ = ["Fence", "PlaceRules", "PlaceVerdict"]


class PlaceVerdict(StrEnum):
    """Where a device was, seen from its outlet."""

    INSIDE = "INSIDE"
    OUTSIDE = "OUTSIDE"
    UNKNOWN = "UNKNOWN"  # no position that counts, or one that may be on either side
    NOT_ASKED = "NOT_ASKED"  # an outlet without a fence, of a kind that needs none


@dataclass(frozen=True, slots=True)
class Fence:
    """A circle on the ground, in WGS-84."""

    latitude_microdegrees: int
    longitude_microdegrees: int
    radius_m: int

    def verdict(self, position: Position) -> PlaceVerdict:
        """Inside or outside with all of its possible error, else neither."""
        centre = Position(
            self.latitude_microdegrees,
            self.longitude_microdegrees,
            1,
            position.fixed_at,
            position.source,
        )
        apart_m = distance_m(centre, position)
        if apart_m + position.accuracy_m <= self.radius_m:
            return PlaceVerdict.INSIDE
        is_beyond = apart_m - position.accuracy_m > self.radius_m
        return PlaceVerdict.OUTSIDE if is_beyond else PlaceVerdict.UNKNOWN


@dataclass(frozen=True, slots=True)
class PlaceRules:
    """The rules in force.

    Attributes:
        outside: what becomes of a case that was read outside the fence, `UNDER_REVIEW` or
            `REJECTED`; by kind of outlet.
        unknown_rejected: at which kinds a case of a fenced outlet whose place nobody knows is
            rejected. Everywhere else it is reviewed; in the field always, fence or none.
        oldest: how far the time of a position may lie from that of the read.
        coarsest_m: how far off a position may be to count.
    """

    outside: Mapping[OutletKind, Outcome] = field(
        default_factory=lambda: dict.fromkeys(OutletKind, Outcome.UNDER_REVIEW)
    )
    unknown_rejected: frozenset[OutletKind] = frozenset()
    oldest: timedelta = timedelta(minutes=5)
    coarsest_m: int = 300
