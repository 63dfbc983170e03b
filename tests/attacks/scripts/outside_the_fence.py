"""The device goes to another town and registers there: a phantom outlet."""

from __future__ import annotations

from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind
from pos_client.sandbox.controls import Control
from pos_client.sandbox.place_rules import PlaceRules
from tests.attacks.attack import Attack
from tests.attacks.places import draw_fence, position, said
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    draw_fence(scene)
    device = scene.device
    case = captured(device, scene.card())
    away = said(position(40_000))
    scene.attempt(device, device.registration(case, surroundings=away), "GEO_DENIED")


ATTACK = Attack(
    abuses="an outlet's device, in another town",
    run=_run,
    policy={"places": PlaceRules(outside=dict.fromkeys(OutletKind, Outcome.REJECTED))},
    controls=(Control.GEOFENCE,),
)
