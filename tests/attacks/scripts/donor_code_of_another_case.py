"""A code that was given for one case is kept, and spent on another."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.ports import authorised, porting
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]

_OF_JIN = 200


def _run(scene: Scene) -> None:
    device, reference = scene.device, authorised(scene, _OF_JIN)
    porting(scene, _OF_JIN, reference, "resident-jin", "1")  # and given up
    case = porting(scene, _OF_JIN, reference, "resident-jin", "2")
    scene.attempt(device, device.registration(case), "VERDICT_INVALID")


ATTACK = Attack(
    abuses="a customer's authorisation code that a counter has seen once",
    run=_run,
    policy={"quota_review_from": 9, "number_quota": 9},
    controls=(Control.DONOR_CODE_OF_CASE,),
)
