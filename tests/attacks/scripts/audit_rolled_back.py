"""The chain of decisions is put back to an older copy and continued otherwise."""

from __future__ import annotations

from pos_client.protocol import jws
from pos_client.protocol.api import Headers, TroubleCode
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import (
    announce,
)
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    announce(device, {"step": 1}, {"step": 2})
    head = device.token(
        {"device_id": device.id, "index": 2, "head": bytes(32).hex()}, jws.TokenType.AUDIT_HEAD
    )
    data = device.registration(captured(device, scene.card()))
    device.headers = {Headers.AUDIT_HEAD: head}
    scene.attempt(device, data, TroubleCode.AUDIT_HEAD_REFUSED)


ATTACK = Attack(
    abuses="an audit chain rolled back and forked", run=_run, controls=(Control.AUDIT_FORK,)
)
