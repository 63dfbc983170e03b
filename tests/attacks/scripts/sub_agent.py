"""A shop under the shop: its clerk works elsewhere, with a work id of this one."""

from __future__ import annotations

from dataclasses import replace

from pos_client.protocol.api import TroubleCode
from pos_client.sandbox.controls import Control
from pos_client.sandbox.policy import DEMO_OUTLET
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]

_BELOW = replace(DEMO_OUTLET, code="FJ-DEMO-0099", agent_number="DL-350100-0099")


def _run(scene: Scene) -> None:
    device = scene.enrolled(scene.other_outlet(_BELOW))
    answer = device.log_in(scene.gateway.clerk_number, scene.gateway.password)
    if answer.is_error:
        scene.note(scene.word_of(device, answer), TroubleCode.LOG_IN_REFUSED)
        return
    scene.attempt(device, device.registration(captured(device, scene.card())))


ATTACK = Attack(abuses="a work id lent to a sub-agent", run=_run, controls=(Control.CLERK_OUTLET,))
