"""An agent's counter opens a unit's order, and registers users under it."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.attacks.units import asking, user

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    scene.attempt(device, device.registration(asking(scene)), "OWN_HALL_ONLY")
    scene.attempt(device, device.registration(user(scene, None, "resident-wang")), "OWN_HALL_ONLY")


ATTACK = Attack(
    abuses="orders that only the carrier's own halls take",
    run=_run,
    controls=(Control.OWN_HALL,),
)
