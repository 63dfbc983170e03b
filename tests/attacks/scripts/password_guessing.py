"""Passwords are tried one after the other."""

from __future__ import annotations

from datetime import timedelta

from pos_client.protocol.api import TroubleCode
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.enrolled(scene.gateway.issue_code())
    number = scene.gateway.clerk_number
    for waited in (timedelta(), timedelta(seconds=61)):
        scene.clock.ahead += waited
        for guess in range(5):
            device.log_in(number, f"guess-{guess}")
    scene.clock.ahead += timedelta(seconds=61)
    answer = device.log_in(number, scene.gateway.password)
    if answer.is_error:
        scene.note(scene.word_of(device, answer), TroubleCode.TOO_MANY_TRIES)
        return
    scene.clock.ahead = timedelta()
    scene.attempt(device, device.registration(captured(device, scene.card())))


ATTACK = Attack(
    abuses="the password of a clerk",
    run=_run,
    controls=(Control.LOG_IN_LOCK, Control.LOG_IN_LOCK_LONGER),
)
