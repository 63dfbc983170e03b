"""A later read is earlier by the computer's own clock, which nobody can set."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    scene.honest(device, device.registration(captured(device, scene.card())))
    case = captured(device, scene.card("resident-wang"), 1, monotonic_ns=5)
    scene.attempt(device, device.registration(case), "COUNTER_GAP")


ATTACK = Attack(abuses="the monotonic time of a read", run=_run, controls=(Control.MONOTONIC,))
