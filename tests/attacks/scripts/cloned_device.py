"""Home and keys of a device are copied, and both copies work."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    scene.honest(device, device.registration(captured(device, scene.card())))
    device.read_counter = 0
    case = captured(device, scene.card("resident-wang"), 1)
    scene.attempt(device, device.registration(case), "COUNTER_GAP")


ATTACK = Attack(
    abuses="a copy of a device, or its home put back", run=_run, controls=(Control.READ_COUNTER,)
)
