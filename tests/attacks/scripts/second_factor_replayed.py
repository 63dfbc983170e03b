"""Somebody looks over a shoulder and uses the same six digits on a device of their own."""

from __future__ import annotations

from pos_client.domain.policy import SecondFactor
from pos_client.protocol.api import TroubleCode
from pos_client.sandbox.controls import Control
from pos_client.testing.authenticator import Authenticator
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    gateway = scene.gateway
    owner, thief = (scene.enrolled(gateway.issue_code()) for _ in range(2))
    digits = Authenticator(gateway.second_factor_secret(gateway.clerk_number)).shown()
    answer = owner.log_in(gateway.clerk_number, gateway.password, digits)
    assert answer.status_code == 200, answer.text
    answer = thief.log_in(gateway.clerk_number, gateway.password, digits)
    if answer.is_error:
        scene.note(scene.word_of(thief, answer), TroubleCode.LOG_IN_REFUSED)
        return
    scene.attempt(thief, thief.registration(captured(thief, scene.card())))


ATTACK = Attack(
    abuses="the second factor of a clerk",
    run=_run,
    policy={"second_factor": SecondFactor.REQUIRED},
    controls=(Control.SECOND_FACTOR_ONCE,),
)
