"""A second number is sealed and nobody was asked to review it."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import gathered

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = gathered(device, scene.card("resident-second-number"))
    scene.attempt(device, device.registration(case), "REVIEW_MISSING")


ATTACK = Attack(abuses="a review that nobody made", run=_run, controls=(Control.REVIEW,))
