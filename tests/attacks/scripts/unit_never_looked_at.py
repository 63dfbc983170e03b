"""A unit that the carrier has no record of opens its order before anybody has seen its papers."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.scene import Scene
from tests.attacks.transfers import MANY_NUMBERS
from tests.attacks.units import asking

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    data = device.registration(asking(scene, "91350100MA00DEM01Q"))
    scene.attempt(device, data, "UNIT_NEW")


ATTACK = Attack(
    abuses="images that nobody has looked at",
    run=_run,
    policy=MANY_NUMBERS,
    outlet=OWN_HALL,
    controls=(Control.UNIT_REVIEW,),
)
