"""The shop is closed and somebody works on."""

from __future__ import annotations

from datetime import time

from pos_client.domain.outlet import OutletKind
from pos_client.sandbox.controls import Control
from pos_client.sandbox.velocity_rules import VelocityRules
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = captured(device, scene.card())
    scene.attempt(device, device.registration(case), "OUTLET_CLOSED")


_NEVER = (time(0, 0), time(0, 0))  # the day of the test is any day, at any hour

ATTACK = Attack(
    abuses="hours at which nobody looks",
    run=_run,
    policy={"velocity": VelocityRules(hours={OutletKind.AGENT: _NEVER})},
    controls=(Control.WORKING_HOURS,),
)
