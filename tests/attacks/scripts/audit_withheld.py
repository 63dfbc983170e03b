"""The head of the chain grows with every call, and nobody ever gets to see an entry."""

from __future__ import annotations

from datetime import timedelta

import httpx

from pos_client.protocol import jws
from pos_client.protocol.api import Headers, Paths, TroubleCode
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import gathered

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    scene.clock.ahead = -timedelta(hours=13)
    device = scene.device
    _open(device, 5)
    scene.clock.ahead = timedelta()
    answer = _open(device, 90)
    if answer.is_error:
        scene.note(scene.word_of(device, answer), TroubleCode.AUDIT_HEAD_REFUSED)
        return
    scene.attempt(device, device.registration(gathered(device, scene.card())))


def _open(device: TestDevice, index: int) -> httpx.Response:
    """Begin a case under a head above everything that was sent."""
    head = {"device_id": device.id, "index": index, "head": bytes([index] * 32).hex()}
    device.headers = {Headers.AUDIT_HEAD: device.token(head, jws.TokenType.AUDIT_HEAD)}
    return device.call("POST", Paths.CASES, json={"flow": "new_number"})


ATTACK = Attack(
    abuses="an audit chain that is signed and never sent",
    run=_run,
    policy={"session_life": timedelta(hours=24)},
    controls=(Control.AUDIT_SENT,),
)
