"""The photo was taken before anybody agreed to it, or the seal came long after the read."""

from __future__ import annotations

from datetime import timedelta

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import (
    now,
)
from tests.attacks.scene import Scene
from tests.honest_cases import live_photo_of
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = captured(device, scene.card())
    case.photo = live_photo_of(case.reads[0].raw_photo, now() - timedelta(hours=1))
    scene.attempt(device, device.registration(case), "READ_EXPIRED")
    late = now() + timedelta(minutes=16)
    case = captured(device, scene.card("resident-wang"), 1)
    scene.attempt(device, device.registration(case, confirmed_at=late), "READ_EXPIRED")


ATTACK = Attack(
    abuses="the order and the time limits of the steps",
    run=_run,
    controls=(Control.STEP_ORDER,),
)
