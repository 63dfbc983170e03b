"""A unit that no register has, one whose licence was revoked, and one under another name."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.scene import Scene
from tests.attacks.transfers import MANY_NUMBERS
from tests.attacks.units import asking

__all__ = ["ATTACK"]

_UNITS = {
    "91350100MA00DEM042": "UNIT_NOT_FOUND",
    "91350100MA00DEM02U": "UNIT_REVOKED",
    "91350100MA00DEM03Y": "UNIT_NAME_DIFFERENT",
}


def _run(scene: Scene) -> None:
    device = scene.device
    for code, why in _UNITS.items():
        data = device.registration(asking(scene, code))
        scene.attempt(device, data, why, "VERDICT_INVALID")


ATTACK = Attack(
    abuses="a unit that may have no numbers",
    run=_run,
    policy=MANY_NUMBERS,
    outlet=OWN_HALL,
    controls=(Control.UNIT,),
)
