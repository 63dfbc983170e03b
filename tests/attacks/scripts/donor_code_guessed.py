"""Somebody tries codes for a number until one is right, at whatever counter."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.ports import authorised, porting
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]

_OF_JIN = 200


def _run(scene: Scene) -> None:
    device = scene.device
    for guess in range(5):
        authorised(scene, _OF_JIN, f"{guess:08d}")
    reference = authorised(scene, _OF_JIN)  # the sixth would have been the one
    case = porting(scene, _OF_JIN, reference, "resident-jin", "1")
    scene.attempt(device, device.registration(case), "VERDICT_INVALID")


ATTACK = Attack(
    abuses="a code of few digits",
    run=_run,
    controls=(Control.DONOR_CODES,),
)
