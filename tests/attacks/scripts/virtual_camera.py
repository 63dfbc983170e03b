"""A picture of a file comes as if a camera had taken it."""

from __future__ import annotations

from dataclasses import replace

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import (
    PRODUCTION,
    captured_in_production,
)
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = captured_in_production(scene)
    assert case.photo is not None
    case.photo = replace(case.photo, camera_id="simulated:window", is_simulated=False)
    scene.attempt(device, device.registration(case), "CAMERA_SIMULATED")


ATTACK = Attack(
    abuses="a camera that is a program",
    run=_run,
    policy=PRODUCTION,
    controls=(Control.CAMERA_SIMULATED,),
)
