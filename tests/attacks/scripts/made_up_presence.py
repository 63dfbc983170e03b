"""Nobody stands there: the photo is drawn from the chip's, consent and signature are made up."""

from __future__ import annotations

from dataclasses import replace

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
    case.photo = replace(live_photo_of(case.reads[0].raw_photo, now()), camera_name="USB Camera")
    scene.attempt(device, device.registration(case), "ACCEPTED")


ATTACK = Attack(
    abuses="what only eyes can see: the face before the camera, the pen, the visual check",
    run=_run,
    is_residual=True,
)
