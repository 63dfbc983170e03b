"""A case that took a second from the read to the seal."""

from __future__ import annotations

from datetime import timedelta

from pos_client.sandbox.controls import Control
from pos_client.sandbox.velocity_rules import Pace, VelocityRules
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = captured(device, scene.card())
    scene.attempt(device, device.registration(case), "VELOCITY_EXCEEDED")


_PACE = Pace(impossible=timedelta(seconds=20))

ATTACK = Attack(
    abuses="a program that works faster than people",
    run=_run,
    policy={"velocity": VelocityRules(paces={"new_number": _PACE})},
    controls=(Control.IMPOSSIBLE_SPEED,),
)
