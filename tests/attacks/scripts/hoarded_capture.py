"""Reads are kept in a drawer until somebody pays for them."""

from __future__ import annotations

from datetime import timedelta

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    data = device.registration(captured(device, scene.card()))
    scene.clock.ahead = timedelta(days=8)
    scene.attempt(device, data, "OFFLINE_WINDOW_EXCEEDED")


ATTACK = Attack(
    abuses="a stock of captures, delivered much later",
    run=_run,
    controls=(Control.OFFLINE_WINDOW,),
)
