"""A lent password, and the six digits stay with their owner."""

from __future__ import annotations

from pos_client.domain.policy import SecondFactor
from pos_client.protocol.api import TroubleCode
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.enrolled(scene.gateway.issue_code())
    answer = device.log_in(scene.gateway.clerk_number, scene.gateway.password)
    if answer.is_error:
        scene.note(scene.word_of(device, answer), TroubleCode.LOG_IN_REFUSED)
        return
    scene.attempt(device, device.registration(captured(device, scene.card())))


ATTACK = Attack(
    abuses="a password without the second factor",
    run=_run,
    policy={"second_factor": SecondFactor.REQUIRED},
    controls=(Control.SECOND_FACTOR,),
)
