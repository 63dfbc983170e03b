"""Where a device is, seen from its outlet: inside or outside with all of the error, or neither."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pos_client.domain.channel import Geofence
from pos_client.domain.location import LocationSource, Position
from pos_client.domain.place import PlaceVerdict, place_verdict

FENCE = Geofence(26.0, 119.0, 300)
_MICRODEGREES_PER_M = 1_000_000 / 111_195


def north_by(metres: int, accuracy_m: int = 10) -> Position:
    latitude = round(26_000_000 + metres * _MICRODEGREES_PER_M)
    at = datetime(2026, 11, 23, tzinfo=UTC)
    return Position(latitude, 119_000_000, accuracy_m, at, LocationSource.GPSD)


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        (north_by(0), PlaceVerdict.INSIDE),
        (north_by(289), PlaceVerdict.INSIDE),
        (north_by(295), PlaceVerdict.UNKNOWN),
        (north_by(-305), PlaceVerdict.UNKNOWN),
        (north_by(312), PlaceVerdict.OUTSIDE),
        (north_by(0, accuracy_m=301), PlaceVerdict.UNKNOWN),
        (None, PlaceVerdict.UNKNOWN),
    ],
)
def test_a_place_is_inside_or_outside_with_all_of_its_error(
    position: Position | None, expected: PlaceVerdict
) -> None:
    assert place_verdict(FENCE, position) is expected


@pytest.mark.parametrize("position", [None, north_by(0)])
def test_without_a_fence_nobody_is_inside(position: Position | None) -> None:
    assert place_verdict(None, position) is PlaceVerdict.UNKNOWN
