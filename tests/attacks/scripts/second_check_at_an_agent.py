"""A flagged number is to be checked again in an agent's shop, where nobody of the carrier looks."""

from __future__ import annotations

from pos_client.domain.subject import Subject
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import about, number_of
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]

_FLAGGED_OF_LIN, _FLAGGED_OF_JIN = 10, 250


def _run(scene: Scene) -> None:
    device = scene.device
    case = about(
        scene, "second_real_person_check", Subject(number_of(_FLAGGED_OF_LIN)), "resident-lin", "1"
    )
    scene.attempt(device, device.registration(case), "OWN_HALL_ONLY")
    # The same checks, answered for a flow that an agent may do.
    case = about(scene, "sim_replacement", Subject(number_of(_FLAGGED_OF_JIN)), "resident-jin", "2")
    case.flow = "second_real_person_check"
    scene.attempt(device, device.registration(case, sim=None), "OWN_HALL_ONLY")


ATTACK = Attack(
    abuses="a flow that only the carrier's own halls do",
    run=_run,
    controls=(Control.OWN_HALL,),
)
