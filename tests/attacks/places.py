"""Places of attacks: an invented shop by the sea, and how far from it somebody says to be."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pos_client.domain.channel import Geofence
from pos_client.domain.location import Location, LocationSource, Position
from pos_client.domain.outlet import OutletKind
from pos_client.domain.work_signal import Surroundings
from pos_client.sandbox.control import Control as Master
from pos_client.sandbox.invented_channels import move
from pos_client.sandbox.policy import DEMO_OUTLET
from pos_client.sandbox.running import RunningSandbox
from tests.attacks.moves import now
from tests.attacks.scene import Scene

__all__ = [
    "FENCE",
    "IN_THE_FIELD",
    "bind_to_no_place",
    "draw_fence",
    "fence_in",
    "metres_north",
    "position",
    "said",
]

FENCE = Geofence(26.0, 119.0, 300)
IN_THE_FIELD = replace(DEMO_OUTLET, kind=OutletKind.FIELD)
_MICRODEGREES_PER_M = 1_000_000 / 111_195  # of latitude, on a sphere of the mean radius


def metres_north(metres: int) -> int:
    """A latitude so far from the middle of the fence."""
    return round(FENCE.latitude_deg * 1_000_000 + metres * _MICRODEGREES_PER_M)


def position(metres: int, at: datetime | None = None, accuracy_m: int = 10) -> Position:
    """What a receiver would say so far north of the shop."""
    place = (metres_north(metres), round(FENCE.longitude_deg * 1_000_000), accuracy_m)
    return Position(*place, at or now(), LocationSource.GPSD)


def said(location: Location | None) -> Surroundings:
    return Surroundings(location)


def draw_fence(scene: Scene) -> None:
    """The scene's outlet moves there, and two of the carrier's approve it."""
    fence_in(scene.gateway)


def fence_in(sandbox: RunningSandbox, fence: Geofence = FENCE) -> None:
    """The same for the outlet of any sandbox."""
    code = sandbox.outlet_code
    sandbox.call(lambda desk: move(desk.moves, desk.outlets.get(code), fence, desk.clock()))


def bind_to_no_place(sandbox: RunningSandbox) -> None:
    """Take the fence of a sandbox's outlet away: nobody is inside, and nobody outside."""
    assert Master(sandbox).obey("fence none")["ok"]
