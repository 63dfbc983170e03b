"""A number that is disputed gets another SIM before the carrier has answered."""

from __future__ import annotations

from pos_client.domain.subject import Subject
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import (
    OWN_HALL,
    about,
    number_of,
    verified_for_own_numbers,
)
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]

_DISPUTED = 7


def _run(scene: Scene) -> None:
    device = scene.device
    case = verified_for_own_numbers(scene, "resident-lin", "1")
    case.disputed = device.own_numbers(case)[1]
    scene.honest(device, device.registration(case))
    asked = about(scene, "sim_replacement", Subject(number_of(_DISPUTED)), "resident-lin", "2")
    scene.attempt(device, device.registration(asked), "NUMBER_DISPUTED", "VERDICT_INVALID")


ATTACK = Attack(
    abuses="the time in which a dispute is looked into",
    run=_run,
    outlet=OWN_HALL,
    controls=(Control.NUMBER_DISPUTED,),
)
