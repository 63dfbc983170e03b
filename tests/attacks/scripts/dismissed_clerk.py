"""A clerk who was dismissed goes on where the gateway is out of reach."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import (
    block_number,
)
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = device.offline_case()
    number = scene.gateway.clerk_number
    scene.gateway.call(lambda desk: desk.sessions.dismiss_clerk(number))
    device.read(case, scene.card())
    case.phone_number = block_number(device, 0)
    data = device.registration(case, is_offline_session=True)
    scene.attempt(device, data, "CLERK_NOT_ENTITLED")


ATTACK = Attack(
    abuses="the log-in without the gateway", run=_run, controls=(Control.CLERK_DISMISSED,)
)
