"""Where a device is and in whose hands it seems to be, as members of calls and of sealed bodies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pos_client.domain.location import Lack, Location, LocationSource, NoPosition, Position
from pos_client.domain.work_signal import Surroundings, WorkSignal
from pos_client.protocol.message import (
    Length,
    Message,
    MessageRefused,
    Moment,
    Range,
    plain,
    read,
)

__all__ = [
    "SURROUNDINGS_FORM",
    "LocationJson",
    "PositionJson",
    "WorkSignals",
    "location_json",
    "pack_surroundings",
    "surroundings_in",
]

SURROUNDINGS_FORM = {"location": dict, "signals": list}
"""The members of a body; where there is nothing to say they do not stand there at all."""

WorkSignals = Annotated[tuple[WorkSignal, ...], Length(most=len(WorkSignal))]


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionJson(Message):
    """A place in WGS-84, in millionths of a degree, and how far off it may be in metres."""

    latitude_microdegrees: Annotated[int, Range(-90_000_000, 90_000_000)]
    longitude_microdegrees: Annotated[int, Range(-180_000_000, 180_000_000)]
    accuracy_m: Annotated[int, Range(1, 1_000_000)]
    fixed_at: Moment
    source: LocationSource


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationJson(Message):
    """A position, or why there is none."""

    position: PositionJson | None = None
    lack: Lack | None = None

    def check(self) -> None:
        if (self.position is None) is (self.lack is None):
            raise MessageRefused("is either a position or the lack of one")

    def value(self) -> Location:
        if self.lack is not None:
            return NoPosition(self.lack)
        said = self.position
        if said is None:
            raise AssertionError("one of them, as was checked")
        where = (said.latitude_microdegrees, said.longitude_microdegrees)
        return Position(*where, said.accuracy_m, said.fixed_at, said.source)


def location_json(location: Location | None) -> LocationJson | None:
    """The member of a call; None where the counter has no source."""
    if location is None:
        return None
    if isinstance(location, NoPosition):
        return LocationJson(lack=location.lack)
    return LocationJson(
        position=PositionJson(
            latitude_microdegrees=location.latitude_microdegrees,
            longitude_microdegrees=location.longitude_microdegrees,
            accuracy_m=location.accuracy_m,
            fixed_at=location.fixed_at,
            source=location.source,
        )
    )


def pack_surroundings(surroundings: Surroundings) -> dict[str, Any]:
    """The members of a body."""
    members: dict[str, Any] = {}
    said = location_json(surroundings.location)
    if said is not None:
        location = plain(said)
        members["location"] = {name: location[name] for name in location if location[name]}
    if surroundings.signals:
        members["signals"] = [each.value for each in surroundings.signals]
    return members


def surroundings_in(body: dict[str, Any]) -> Surroundings:
    """Take the members out of a body's values.

    Raises:
        ValueError: they have another form, or say one thing twice.
    """
    said = read(LocationJson, body.pop("location")) if "location" in body else None
    signals = tuple(WorkSignal(each) for each in body.pop("signals", ()))
    if list(signals) != sorted(set(signals)):
        raise ValueError("signals")
    return Surroundings(None if said is None else said.value(), signals)
