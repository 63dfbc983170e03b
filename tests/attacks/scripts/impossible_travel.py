"""One work id, two towns, no time between: it is lent, or somebody lies about the place."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.places import bind_to_no_place, position, said
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    bind_to_no_place(scene.gateway)  # its fence alone would stop the second one
    device = scene.device
    at_home = captured(device, scene.card("resident-wang"))
    scene.honest(device, device.registration(at_home, surroundings=said(position(0))))
    away = captured(device, scene.card(), 1)
    data = device.registration(away, surroundings=said(position(500_000)))
    scene.attempt(device, data, "VELOCITY_EXCEEDED")


ATTACK = Attack(
    abuses="one work id at two ends of the country",
    run=_run,
    controls=(Control.IMPOSSIBLE_TRAVEL,),
)
