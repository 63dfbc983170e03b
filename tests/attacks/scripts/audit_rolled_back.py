"""The chain of decisions is put back to an older copy and continued otherwise, and work goes on."""

from __future__ import annotations

from pos_client.protocol import jws
from pos_client.protocol.api import Headers, Paths, TroubleCode
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import announce
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import gathered

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    announce(device, {"step": 1}, {"step": 2})
    for index in (2, 1):  # at the newest countersigned head, and below it
        head = {"device_id": device.id, "index": index, "head": "ff" * 32}
        device.headers = {Headers.AUDIT_HEAD: device.token(head, jws.TokenType.AUDIT_HEAD)}
        answer = device.call("POST", Paths.CASES, json={"flow": "new_number"})
        if answer.is_error:
            scene.note(scene.word_of(device, answer), TroubleCode.AUDIT_HEAD_REFUSED)
            continue
        scene.attempt(device, device.registration(gathered(device, scene.card())))


ATTACK = Attack(
    abuses="an audit chain rolled back and forked", run=_run, controls=(Control.AUDIT_FORK,)
)
