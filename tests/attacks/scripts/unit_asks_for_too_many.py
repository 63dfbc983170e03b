"""One unit, order after order, until it has more numbers than any unit may have."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.scene import Scene
from tests.attacks.transfers import MANY_NUMBERS
from tests.attacks.units import asking, opened

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    opened(scene, count=6)
    data = device.registration(asking(scene, count=5))
    scene.attempt(device, data, "UNIT_LIMIT", "VERDICT_INVALID")


ATTACK = Attack(
    abuses="the limit of numbers for one unit",
    run=_run,
    policy=MANY_NUMBERS | {"unit_quota": 10},
    outlet=OWN_HALL,
    controls=(Control.UNIT_LIMIT,),
)
