"""One person opens numbers for one principal after the other."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.acting import BY_TRUSTEE, acted
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    principals = ("resident-wang", "resident-jin", "resident-ma")
    # All of them are judged before the first is sealed.
    first, *more = (acted(scene, BY_TRUSTEE, each, "resident-lin") for each in principals)
    scene.honest(device, device.registration(first))
    for case in more:
        scene.attempt(device, device.registration(case), "TRUSTEE_LIMIT")


ATTACK = Attack(
    abuses="somebody who acts for many",
    run=_run,
    policy={"trustee_quota": 1},
    outlet=OWN_HALL,
    controls=(Control.TRUSTEE_LIMIT,),
)
