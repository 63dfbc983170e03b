"""The gateway has answered, or holds a number, and the case says that there was no line."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import block_number
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import verified

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = device.open_case()
    device.read(case, scene.card())
    device.hold(case)
    data = device.registration(case, is_offline=True)
    scene.attempt(device, data, "VERDICT_INVALID")
    case = verified(device, scene.card("resident-wang"))
    case.phone_number, case.verdicts = block_number(device, 0), ()
    scene.attempt(device, device.registration(case, is_offline=True), "VERDICT_INVALID")


ATTACK = Attack(
    abuses="the line, which is said to be away after the gateway has answered",
    run=_run,
    controls=(Control.OFFLINE_UNANSWERED,),
)
