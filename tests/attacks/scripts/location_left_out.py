"""Field staff switch the receiver off, so that nobody knows where they are."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.places import IN_THE_FIELD, draw_fence
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    draw_fence(scene)
    device = scene.device
    scene.attempt(device, device.registration(captured(device, scene.card())), "LOCATION_UNKNOWN")


ATTACK = Attack(
    abuses="field work at a place that nobody is told",
    run=_run,
    outlet=IN_THE_FIELD,
    controls=(Control.LOCATION,),
)
