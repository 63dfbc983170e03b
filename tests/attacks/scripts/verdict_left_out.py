"""The verdict that said no is not handed in."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import (
    judged_different,
)
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = judged_different(scene)
    case.verdicts = case.verdicts[:1]
    scene.attempt(device, device.registration(case), "VERDICT_INVALID")


ATTACK = Attack(
    abuses="a missing verdict, taken as a pass", run=_run, controls=(Control.VERDICT_COMPLETE,)
)
