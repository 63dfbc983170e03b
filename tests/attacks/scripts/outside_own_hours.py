"""The outlet is closed by its own hours, and somebody works on."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from pos_client.domain.channel import OpeningHours
from pos_client.domain.local_day import local_day
from pos_client.sandbox.controls import Control
from pos_client.sandbox.invented_channels import facts_of
from pos_client.sandbox.policy import DEMO_OUTLET
from tests.attacks.attack import Attack
from tests.attacks.moves import now
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    tomorrow = OpeningHours(local_day(now()).isoweekday() % 7 + 1, time(9), time(18))
    closed = replace(facts_of(DEMO_OUTLET), hours=(tomorrow,))
    scene.gateway.call(lambda desk: desk.channels.change(closed))
    case = captured(device, scene.card())
    scene.attempt(device, device.registration(case), "OUTLET_CLOSED")


ATTACK = Attack(
    abuses="a shop at work while it is closed", run=_run, controls=(Control.WORKING_HOURS,)
)
