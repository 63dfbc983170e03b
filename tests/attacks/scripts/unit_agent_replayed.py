"""The handling agent is read once, and opens one order after the other with that read."""

from __future__ import annotations

from pos_client.domain.slip_code import new_token
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.scene import Scene
from tests.attacks.transfers import MANY_NUMBERS
from tests.attacks.units import asking

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = asking(scene)
    scene.honest(device, device.registration(case))
    case.order_token = new_token()
    scene.attempt(device, device.registration(case), "EVIDENCE_USED")


ATTACK = Attack(
    abuses="the handling agent's read, once more",
    run=_run,
    policy=MANY_NUMBERS,
    outlet=OWN_HALL,
    controls=(Control.CASE_ONCE,),
)
