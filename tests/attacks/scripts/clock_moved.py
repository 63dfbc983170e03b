"""The computer's clock is wrong on purpose: reads of the future, challenges of last week."""

from __future__ import annotations

from datetime import timedelta

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import (
    block_number,
    now,
)
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    soon = captured(device, scene.card(), read_at=now() + timedelta(minutes=7))
    later = now() + timedelta(minutes=8)
    data = device.registration(soon, confirmed_at=later, created_at=later)
    scene.attempt(device, data, "READ_EXPIRED")
    scene.clock.ahead = -timedelta(hours=73)
    old = device.offline_case()
    scene.clock.ahead = timedelta()
    device.log_in(scene.gateway.clerk_number, scene.gateway.password)
    device.read(old, scene.card("resident-wang"))
    old.phone_number = block_number(device, 1)
    scene.attempt(device, device.registration(old), "CHALLENGE_EXPIRED")


ATTACK = Attack(
    abuses="the clock of the computer",
    run=_run,
    controls=(Control.READ_TIME, Control.CHALLENGE_LIFE),
)
