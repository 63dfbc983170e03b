"""Calls carry the head of some other chain, or no head at all, under a good signature."""

from __future__ import annotations

from typing import Any

from pos_client.protocol import jws
from pos_client.protocol.api import Headers, Paths, TroubleCode
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import gathered

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    honest = {"device_id": device.id, "index": 0, "head": bytes(32).hex()}
    wrong: tuple[dict[str, Any], ...] = (
        {"device_id": "another"},
        {"index": -1},
        {"index": "0"},
        {"index": 10**30, "head": "zz"},
        {"head": "Z" * 64, "index": 7},
        {"note": "x"},
    )
    for each in wrong:
        head = device.token(honest | each, jws.TokenType.AUDIT_HEAD)
        device.headers = {Headers.AUDIT_HEAD: head}
        answer = device.call("POST", Paths.CASES, json={"flow": "new_number"})
        if answer.is_error:
            scene.note(scene.word_of(device, answer), TroubleCode.AUDIT_HEAD_REFUSED)
            continue
        scene.attempt(device, device.registration(gathered(device, scene.card())))
        return


ATTACK = Attack(
    abuses="the signed head of an audit chain, which is not looked into",
    run=_run,
    controls=(Control.AUDIT_HEAD_FORM,),
)
