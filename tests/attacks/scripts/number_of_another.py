"""A number that another device holds, or has in its block."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import (
    block_number,
)
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured, gathered

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    other = scene.patched_client(clerk_number="0018")
    theirs = gathered(other, scene.card("resident-ma"))
    device = scene.device
    case = gathered(device, scene.card())
    case.phone_number, case.hold_id = theirs.phone_number, theirs.hold_id
    scene.attempt(device, device.registration(case), "NUMBER_NOT_HELD")
    case = captured(device, scene.card("resident-wang"))
    case.phone_number = block_number(other, 0)
    scene.attempt(device, device.registration(case), "NUMBER_NOT_HELD")


ATTACK = Attack(
    abuses="a number that is kept for somebody else",
    run=_run,
    controls=(Control.NUMBER_HELD,),
)
