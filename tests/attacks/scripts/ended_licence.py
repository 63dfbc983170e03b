"""The outlet goes on although its licence has run out."""

from __future__ import annotations

from datetime import timedelta

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import now
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device, code = scene.device, scene.gateway.outlet_code
    case = captured(device, scene.card())
    ended_on = now().date() - timedelta(days=2)
    scene.gateway.call(lambda desk: desk.channels.end_licence(code, ended_on))
    scene.attempt(device, device.registration(case), "AGENT_NOT_COMMISSIONED")


ATTACK = Attack(abuses="a licence that has run out", run=_run, controls=(Control.COMMISSION,))
