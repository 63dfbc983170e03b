"""A copy of a device gives its envelopes numbers that the device has given, or none."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    scene.honest(device, device.registration(captured(device, scene.card())))
    for place, number in ((1, 1), (2, 0)):
        case = captured(device, scene.card("resident-wang"), place)
        device.sequence = number - 1
        scene.attempt(device, device.registration(case), "COUNTER_GAP")


ATTACK = Attack(
    abuses="the numbers of a device's envelopes",
    run=_run,
    policy={"number_quota": 10, "quota_review_from": 10},
    controls=(Control.SEQUENCE,),
)
