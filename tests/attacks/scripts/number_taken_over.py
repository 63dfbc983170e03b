"""Somebody has another person's SIM, and registers or replaces it with the own card and face."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import about, by_sim, captured_about
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]

_INCOMPLETE_OF_MA, _REGISTERED_OF_TONG = 4, 5


def _run(scene: Scene) -> None:
    device = scene.device
    case = about(scene, "re_registration", by_sim(_INCOMPLETE_OF_MA), "resident-wang", "1")
    scene.attempt(device, device.registration(case), "VERDICT_INVALID")
    case = captured_about(scene, by_sim(_INCOMPLETE_OF_MA), "resident-wang", "2")
    scene.attempt(device, device.registration(case), "OWNER_DIFFERENT")
    case = about(scene, "sim_replacement", by_sim(_REGISTERED_OF_TONG), "resident-lin", "3")
    scene.attempt(device, device.registration(case), "VERDICT_INVALID")


ATTACK = Attack(
    abuses="a number that stands in another person's name",
    run=_run,
    controls=(Control.OWNER,),
)
