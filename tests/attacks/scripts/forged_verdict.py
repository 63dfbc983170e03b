"""The device signs the verdict that it would like to have."""

from __future__ import annotations

from pos_client.protocol import jws
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import (
    judged_different,
)
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = judged_different(scene)
    match, face = (
        jws.verify(token, device.words_keys, jws.TokenType.VERDICT) for token in case.verdicts
    )
    quota = {**match, "check": "QUOTA", "code": "QUOTA_OK"}
    same = {**face, "code": "FACE_SAME"}
    forged = [device.token(claims, jws.TokenType.VERDICT) for claims in (same, quota)]
    case.verdicts = (case.verdicts[0], *forged)
    scene.attempt(device, device.registration(case), "VERDICT_INVALID")


ATTACK = Attack(
    abuses="verdicts signed by the device itself",
    run=_run,
    controls=(Control.VERDICT_SIGNATURE,),
)
