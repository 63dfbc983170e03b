"""One face after the other before the same card, each in a case of its own, until one is taken."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import judged_different
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    judged_different(scene)
    case = device.open_case()
    device.read(case, scene.card())
    device.photograph(case, seed="who looks like the card")
    device.verify(case)
    device.hold(case)
    scene.attempt(device, device.registration(case), "VERDICT_INVALID")


ATTACK = Attack(
    abuses="a new case after each face that was another one",
    run=_run,
    controls=(Control.FACE_COOLING_OFF,),
)
