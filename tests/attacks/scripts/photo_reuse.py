"""The photo of one customer's case stands for the presence of another day."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    first = captured(device, scene.card())
    scene.honest(device, device.registration(first))
    case = captured(device, scene.card(), 1)
    case.photo = first.photo
    scene.attempt(device, device.registration(case), "READ_EXPIRED", "PHOTO_USED")


ATTACK = Attack(
    abuses="a live photo that served another case",
    run=_run,
    policy={"number_quota": 50, "quota_review_from": 50},
    controls=(Control.PHOTO_ONCE,),
)
