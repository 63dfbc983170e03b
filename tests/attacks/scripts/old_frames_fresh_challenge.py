"""The frames of a customer who was there last month, under a challenge of today."""

from __future__ import annotations

from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    kept = captured(device, scene.card()).reads[0]  # of a case that was cancelled
    case = device.open_case()
    device.read(case, scene.card("resident-wang"), raw_text=kept.raw_text, raw_photo=kept.raw_photo)
    device.verify(case)
    device.hold(case)
    scene.attempt(device, device.registration(case), "ACCEPTED")


ATTACK = Attack(
    abuses="frames of a card that was read before; its chip never changes",
    run=_run,
    is_residual=True,
)
