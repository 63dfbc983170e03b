"""Where a device stands, as a receiver or the system says it: never typed, never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt
from typing import TypeAlias

__all__ = [
    "COARSEST_M",
    "OLDEST",
    "Lack",
    "Location",
    "LocationSource",
    "NoPosition",
    "Position",
    "distance_m",
    "usable",
]

OLDEST = timedelta(minutes=2)
"""A position that was found longer ago says nothing about now."""

COARSEST_M = 200
"""One that may be further off says nothing about which house it is."""

_EARTH_RADIUS_M = 6_371_008.8  # the mean radius of the WGS-84 ellipsoid, (2a + b) / 3
_MICRO = 1_000_000


class LocationSource(StrEnum):
    """Who has found a position."""

    GPSD = "GPSD"
    NMEA = "NMEA"
    SYSTEM = "SYSTEM"


class Lack(StrEnum):
    """Why the place is unknown."""

    SOURCE_AWAY = "SOURCE_AWAY"  # the receiver or the service cannot be reached
    NO_FIX = "NO_FIX"  # it is there, and has no position
    TOO_OLD = "TOO_OLD"
    TOO_COARSE = "TOO_COARSE"


@dataclass(frozen=True, slots=True)
class Position:
    """A place in WGS-84, in millionths of a degree: a tenth of a metre, and the same everywhere.

    Attributes:
        accuracy_m: how far off it may be, as its source says; one that says nothing gives none.
        fixed_at: when it was found, by this computer's clock.
    """

    latitude_microdegrees: int
    longitude_microdegrees: int
    accuracy_m: int
    fixed_at: datetime
    source: LocationSource

    def __post_init__(self) -> None:
        """Raises ValueError for what is no place on this planet."""
        is_on_earth = (
            abs(self.latitude_microdegrees) <= 90 * _MICRO
            and abs(self.longitude_microdegrees) <= 180 * _MICRO
        )
        if not is_on_earth or self.accuracy_m < 1:
            raise ValueError("no position")


@dataclass(frozen=True, slots=True)
class NoPosition:
    """UNKNOWN, and why."""

    lack: Lack


Location: TypeAlias = Position | NoPosition


def usable(
    found: Location, at: datetime, oldest: timedelta = OLDEST, coarsest_m: int = COARSEST_M
) -> Location:
    """A position that still says where a device was at that moment; else why there is none."""
    if isinstance(found, NoPosition):
        return found
    if abs(at - found.fixed_at) > oldest:
        return NoPosition(Lack.TOO_OLD)
    return found if found.accuracy_m <= coarsest_m else NoPosition(Lack.TOO_COARSE)


def distance_m(one: Position, other: Position) -> float:
    """Metres along the surface, by the haversine formula; half a per cent off at the most."""
    latitudes = [radians(each.latitude_microdegrees / _MICRO) for each in (one, other)]
    turn = radians((other.longitude_microdegrees - one.longitude_microdegrees) / _MICRO)
    rise = latitudes[1] - latitudes[0]
    chord = sin(rise / 2) ** 2 + cos(latitudes[0]) * cos(latitudes[1]) * sin(turn / 2) ** 2
    return 2 * _EARTH_RADIUS_M * asin(min(1.0, sqrt(chord)))
