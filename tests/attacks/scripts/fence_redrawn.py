"""Somebody with the book in hand draws the fence anew, around where the device has gone."""

from __future__ import annotations

from dataclasses import replace

from pos_client.domain.channel import Geofence
from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind
from pos_client.sandbox.channels import ChannelRefused
from pos_client.sandbox.controls import Control
from pos_client.sandbox.desk import Desk
from pos_client.sandbox.place_rules import PlaceRules
from tests.attacks.attack import Attack
from tests.attacks.places import FENCE, metres_north, position, said
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]

_FAR_M = 40_000
_THERE = Geofence(metres_north(_FAR_M) / 1_000_000, FENCE.longitude_deg, FENCE.radius_m)


def _run(scene: Scene) -> None:
    device = scene.device
    code = scene.gateway.outlet_code

    def redraw(desk: Desk) -> None:
        record = desk.outlets.commissions.newest(code)
        assert record is not None
        desk.channels.change(replace(record.facts, geofence=_THERE))

    try:
        scene.gateway.call(redraw)
    except ChannelRefused as no:
        scene.note(str(no), "NOT_MOVED")
    case = captured(device, scene.card())
    away = said(position(_FAR_M))
    scene.attempt(device, device.registration(case, surroundings=away), "GEO_DENIED")


ATTACK = Attack(
    abuses="a fence drawn around a phantom outlet by one pen",
    run=_run,
    policy={"places": PlaceRules(outside=dict.fromkeys(OutletKind, Outcome.REJECTED))},
    controls=(Control.OUTLET_MOVE,),
)
