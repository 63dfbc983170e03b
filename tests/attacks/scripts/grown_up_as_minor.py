"""A grown-up is registered as a minor, so that nobody compares a face with the card."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.acting import WITH_GUARDIAN, acted
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = acted(scene, WITH_GUARDIAN, "resident-wang", "resident-lin")
    scene.attempt(device, device.registration(case), "VERDICT_INVALID")


ATTACK = Attack(
    abuses="a flow that takes no photo of the owner",
    run=_run,
    outlet=OWN_HALL,
    controls=(Control.AGE,),
)
