"""Photo after photo, until one is taken for the holder of the card."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import photograph_somebody_else
from tests.attacks.reviewing import unsure
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    unsure(scene, 2)
    case = device.open_case()
    device.read(case, scene.card())
    for slug in ("resident-wang", "resident-ma"):
        photograph_somebody_else(case, scene.card(slug))
        device.verify(case)
    case.photo = None
    device.verify(case)
    device.hold(case)
    scene.attempt(device, device.registration(case), "VERDICT_INVALID")


ATTACK = Attack(
    abuses="the right to take a photo again", run=_run, controls=(Control.PHOTO_ATTEMPTS,)
)
