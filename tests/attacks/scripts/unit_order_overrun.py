"""More users than the order has numbers: one after the other, and two at the last place."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.scene import Scene
from tests.attacks.transfers import MANY_NUMBERS
from tests.attacks.units import opened, user

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    order = opened(scene, count=1)
    first = user(scene, order, "resident-wang")
    beside = user(scene, order, "resident-jin")
    scene.honest(device, device.registration(first))
    full = ("UNIT_ORDER_FULL", "VERDICT_INVALID")
    scene.attempt(device, device.registration(beside), *full)
    scene.attempt(device, device.registration(user(scene, order, "resident-ma")), *full)


ATTACK = Attack(
    abuses="the number of an order's users",
    run=_run,
    policy=MANY_NUMBERS,
    outlet=OWN_HALL,
    controls=(Control.UNIT_ORDER_COUNT,),
)
