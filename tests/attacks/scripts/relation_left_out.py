"""Nobody says what the guardian is to the minor, and both sign just that."""

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
    silent = signed_form(replace(device.body(case), relation=None), OWN_HALL)
    scene.attempt(device, device.sealed(case, silent), "RELATION_MISSING")


ATTACK = Attack(
    abuses="the relation of a guardian",
    run=_run,
    outlet=OWN_HALL,
    controls=(Control.RELATION,),
)
