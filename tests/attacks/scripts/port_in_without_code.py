"""A number of another carrier's is brought with a name that was made up, or with an old code."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.ports import authorised, porting
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]

_OF_JIN, _ANOTHER_OF_JIN, _TOO_LATE = 200, 201, 7


def _run(scene: Scene) -> None:
    device, of_another = scene.device, authorised(scene, _ANOTHER_OF_JIN)
    made_up = (of_another, "port-0123456789abcdef", "use-0123456789abcdef", "")
    for place, reference in enumerate(made_up):
        case = porting(scene, _OF_JIN + place, reference, "resident-jin", f"{place}")
        scene.attempt(device, device.registration(case), "VERDICT_INVALID")
    reference = authorised(scene, _TOO_LATE)
    case = porting(scene, _TOO_LATE, reference, "resident-jin", "old")
    scene.attempt(device, device.registration(case), "VERDICT_INVALID")


ATTACK = Attack(
    abuses="a number whose carrier has not let it go",
    run=_run,
    policy={"quota_review_from": 9, "number_quota": 9},
    controls=(Control.DONOR_CODE,),
)
