"""Places of attacks: an invented shop by the sea, and how far from it somebody says to be."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pos_client.domain.location import Location, LocationSource, Position
from pos_client.domain.outlet import OutletKind
from pos_client.domain.work_signal import Surroundings
from pos_client.sandbox.place_rules import Fence
from pos_client.sandbox.policy import DEMO_OUTLET
from tests.attacks.moves import now
from tests.attacks.scene import Scene

__all__ = ["FENCE", "IN_THE_FIELD", "draw_fence", "metres_north", "position", "said"]

FENCE = Fence(26_000_000, 119_000_000, 300)
IN_THE_FIELD = replace(DEMO_OUTLET, kind=OutletKind.FIELD)
_MICRODEGREES_PER_M = 1_000_000 / 111_195  # of latitude, on a sphere of the mean radius


def metres_north(metres: int) -> int:
    """A latitude so far from the middle of the fence."""
    return FENCE.latitude_microdegrees + round(metres * _MICRODEGREES_PER_M)


def position(metres: int, at: datetime | None = None, accuracy_m: int = 10) -> Position:
    """What a receiver would say so far north of the shop."""
    place = (metres_north(metres), FENCE.longitude_microdegrees, accuracy_m)
    return Position(*place, at or now(), LocationSource.GPSD)


def said(location: Location | None) -> Surroundings:
    return Surroundings(location)


def draw_fence(scene: Scene) -> None:
    """The carrier draws the circle around the scene's outlet."""
    code = scene.gateway.outlet_code
    scene.gateway.call(lambda desk: desk.places.set_fence(code, FENCE))
