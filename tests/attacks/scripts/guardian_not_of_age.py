"""A child brings another one as guardian."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.acting import WITH_GUARDIAN, acted
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = acted(scene, WITH_GUARDIAN, "resident-child-15", "resident-youth-17")
    scene.attempt(device, device.registration(case), "VERDICT_INVALID")


ATTACK = Attack(
    abuses="the age of whoever acts for a minor",
    run=_run,
    outlet=OWN_HALL,
    controls=(Control.REPRESENTATIVE_AGE,),
)
