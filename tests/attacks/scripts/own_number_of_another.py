"""A line of somebody else's list is disputed in a case of one's own."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL, verified_for_own_numbers
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    mine = verified_for_own_numbers(scene, "resident-jin", "1")
    theirs = verified_for_own_numbers(scene, "resident-lin", "2")
    mine.disputed = device.own_numbers(theirs)[1]
    scene.attempt(device, device.registration(mine), "NUMBER_NOT_LISTED")


ATTACK = Attack(
    abuses="a number that stands in somebody else's name",
    run=_run,
    outlet=OWN_HALL,
    controls=(Control.OWN_NUMBER,),
)
