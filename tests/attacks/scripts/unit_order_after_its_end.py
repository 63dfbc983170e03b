"""An order that was closed, or rests, goes on taking users all the same."""

from __future__ import annotations

from pos_client.domain.unit_order import OrderState
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.scene import Scene
from tests.attacks.transfers import MANY_NUMBERS
from tests.attacks.units import opened, user
from tests.integration.sandbox.units import set_order

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    order = opened(scene, count=5)
    under_way = user(scene, order, "resident-wang")
    set_order(device, order, OrderState.CLOSED)
    scene.attempt(device, device.registration(under_way), "UNIT_ORDER_CLOSED")
    set_order(device, order, OrderState.OPEN)
    late = user(scene, order, "resident-jin")
    scene.attempt(device, device.registration(late), "UNIT_ORDER_CLOSED", "VERDICT_INVALID")


ATTACK = Attack(
    abuses="an order that is over",
    run=_run,
    policy=MANY_NUMBERS,
    outlet=OWN_HALL,
    controls=(Control.UNIT_ORDER_OPEN,),
)
