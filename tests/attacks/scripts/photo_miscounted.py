"""A live photo bears another number than the one it came as."""

from __future__ import annotations

from dataclasses import replace

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    for place, (slug, attempt) in enumerate((("resident-lin", 0), ("resident-wang", 9))):
        case = captured(device, scene.card(slug), place)
        device.photograph(case)
        assert case.photo is not None
        case.photo = replace(case.photo, attempt=attempt)
        scene.attempt(device, device.registration(case), "PHOTO_INVALID")


ATTACK = Attack(abuses="the number of a live photo", run=_run, controls=(Control.PHOTO_COUNTED,))
