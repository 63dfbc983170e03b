"""A number that was given up, or is not wholly registered, in the flow for another state."""

from __future__ import annotations

from pos_client.domain.subject import Subject
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import about, by_sim, captured_about, number_of
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]

_TERMINATED_OF_TONG, _INCOMPLETE_OF_LIN = 6, 1


def _run(scene: Scene) -> None:
    device = scene.device
    case = captured_about(scene, by_sim(_TERMINATED_OF_TONG), "resident-tong", "1")
    scene.attempt(device, device.registration(case), "NUMBER_TERMINATED")
    suspended = Subject(number_of(_INCOMPLETE_OF_LIN))
    case = about(scene, "sim_replacement", suspended, "resident-lin", "2")
    scene.attempt(device, device.registration(case), "VERDICT_INVALID")


ATTACK = Attack(
    abuses="an order to restore service, or another SIM, for a number in the wrong state",
    run=_run,
    controls=(Control.NUMBER_STATE,),
)
