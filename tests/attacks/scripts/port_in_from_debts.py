"""A number is brought along from debts, out of a contract, or days after it was sold there."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.ports import authorised, porting
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]

_ARREARS, _CONTRACT, _TOO_NEW = 3, 4, 5


def _run(scene: Scene) -> None:
    device = scene.device
    for invented in (_ARREARS, _CONTRACT, _TOO_NEW):
        reference = authorised(scene, invented)
        case = porting(scene, invented, reference, "resident-wang", f"{invented}")
        scene.attempt(device, device.registration(case), "VERDICT_INVALID")


ATTACK = Attack(
    abuses="what the carrier that has a number may hold against its going",
    run=_run,
    policy={"quota_review_from": 9, "number_quota": 9},
    controls=(Control.DONOR_CONDITIONS,),
)
