"""A position is found once in the shop, and shown all day for what is read elsewhere."""

from __future__ import annotations

from datetime import timedelta

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import now
from tests.attacks.places import IN_THE_FIELD, draw_fence, position, said
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    draw_fence(scene)
    device = scene.device
    morning = position(0, now() - timedelta(hours=3))
    case = captured(device, scene.card())
    data = device.registration(case, surroundings=said(morning))
    scene.attempt(device, data, "LOCATION_UNKNOWN")


ATTACK = Attack(
    abuses="an old position, for another place",
    run=_run,
    outlet=IN_THE_FIELD,
    controls=(Control.LOCATION,),
)
