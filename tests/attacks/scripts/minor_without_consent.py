"""A minor's number is opened though nobody has read the notices for the minor."""

from __future__ import annotations

from dataclasses import replace

from pos_client.sandbox.controls import Control
from tests.attacks.acting import WITH_GUARDIAN, acted
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.scene import Scene
from tests.honest_cases import signed_form

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = acted(scene, WITH_GUARDIAN, "resident-child-15", "resident-lin")
    silent = signed_form(replace(device.body(case), consent=None), OWN_HALL)
    scene.attempt(device, device.sealed(case, silent), "CONSENT_MISSING")


ATTACK = Attack(
    abuses="the consent that a guardian gives",
    run=_run,
    outlet=OWN_HALL,
    controls=(Control.PARTS_OF_ROLE,),
)
