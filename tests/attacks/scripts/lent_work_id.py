"""A frozen work id is lent on: whoever has its password logs in with it at another computer."""

from __future__ import annotations

from pos_client.protocol.api import TroubleCode
from pos_client.sandbox.controls import Control
from pos_client.sandbox.freezes import BY_HAND
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    gateway, device = scene.gateway, scene.enrolled(scene.gateway.issue_code())
    clerk = gateway.clerk_number
    gateway.call(lambda desk: desk.freezes.freeze(clerk, BY_HAND, {}))
    answer = device.log_in(clerk, gateway.password)
    if answer.is_error:
        scene.note(scene.word_of(device, answer), TroubleCode.WORK_ID_FROZEN)
        return
    scene.attempt(device, device.registration(captured(device, scene.card())))


ATTACK = Attack(
    abuses="a work id that the carrier has frozen",
    run=_run,
    controls=(Control.WORK_ID_FROZEN,),
)
