"""A log-in that somebody has recorded is sent again."""

from __future__ import annotations

from pos_client.protocol.api import Paths, TroubleCode
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device, number = scene.device, scene.gateway.clerk_number
    request = {
        "clerk_number": number,
        "password": scene.gateway.password,
        "proof": device.proof(number),
    }
    device.call("POST", Paths.SESSIONS, json=request)
    answer = device.call("POST", Paths.SESSIONS, json=request)
    if answer.is_error:
        scene.note(scene.word_of(device, answer), TroubleCode.DEVICE_UNKNOWN)
        return
    device.session = answer.json()["token"]
    scene.attempt(device, device.registration(captured(device, scene.card())))


ATTACK = Attack(
    abuses="the device's proof at a log-in", run=_run, controls=(Control.SESSION_PROOF,)
)
