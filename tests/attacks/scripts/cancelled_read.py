"""The challenge of a read that the audit chain tells of serves a better one afterwards."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import (
    announce,
    block_number,
)
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = device.offline_case()
    announce(device, {"challenge_id": case.challenge.id, "read_counter": 1})
    device.read_counter = 1
    device.read(case, scene.card())
    case.phone_number = block_number(device, 0)
    scene.attempt(device, device.registration(case), "CHALLENGE_USED")


ATTACK = Attack(
    abuses="the challenge of a read that was cancelled",
    run=_run,
    controls=(Control.CHALLENGE_ANNOUNCED,),
)
