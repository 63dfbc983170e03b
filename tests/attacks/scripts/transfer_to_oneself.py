"""One person is read twice and stands in a transfer as both."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.scene import Scene
from tests.attacks.transfers import MANY_NUMBERS, between

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    case = between(scene, "resident-lin", "resident-lin", 7)
    scene.attempt(scene.device, scene.device.registration(case), "SAME_PERSON")


ATTACK = Attack(
    abuses="one person as both parties of a transfer",
    run=_run,
    policy=MANY_NUMBERS,
    outlet=OWN_HALL,
    controls=(Control.TWO_PEOPLE,),
)
