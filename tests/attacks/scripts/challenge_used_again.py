"""The challenge of a read that was registered answers for another read."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    first = captured(device, scene.card())  # a challenge of the pool, which is no case's own
    scene.honest(device, device.registration(first))
    case = captured(device, scene.card("resident-wang"), 1, challenge=first.challenge)
    scene.attempt(device, device.registration(case), "CHALLENGE_USED")


ATTACK = Attack(
    abuses="a challenge that was used before", run=_run, controls=(Control.CHALLENGE_ONCE,)
)
