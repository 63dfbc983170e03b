"""Good verdicts of one case are handed in with another."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import (
    judged_different,
)
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import verified

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    other = verified(device, scene.card())
    case = judged_different(scene, "resident-ma")
    case.verdicts = other.verdicts
    scene.attempt(device, device.registration(case), "VERDICT_INVALID")


ATTACK = Attack(abuses="verdicts of another case", run=_run, controls=(Control.VERDICT_BINDING,))
