"""Users under an order whose code this counter was never shown."""

from __future__ import annotations

from dataclasses import replace

from pos_client.domain.slip_code import new_token
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.scene import Scene
from tests.attacks.transfers import MANY_NUMBERS
from tests.attacks.units import opened, user

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    guessed = replace(opened(scene), token=new_token())
    data = device.registration(user(scene, guessed, "resident-wang"))
    scene.attempt(device, data, "UNIT_ORDER_UNKNOWN", "VERDICT_INVALID")


ATTACK = Attack(
    abuses="another unit's order",
    run=_run,
    policy=MANY_NUMBERS,
    outlet=OWN_HALL,
    controls=(Control.UNIT_ORDER_CODE,),
)
