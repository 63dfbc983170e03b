"""A clerk asks the gateway itself for what is watched of their outlet, past their own window."""

from __future__ import annotations

from pos_client.protocol.api import TroubleCode
from pos_client.protocol.oversight import OversightPaths
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    answer = device.call("GET", OversightPaths.OVERSIGHT, params={"month": "2026-11"})
    if answer.is_error:
        scene.note(scene.word_of(device, answer), TroubleCode.ROLE_REFUSED)
        return
    # Whoever knows which alarms there are, and of what, goes on where none is raised.
    assert answer.json()["anomalies"] == []
    scene.attempt(device, device.registration(captured(device, scene.card())))


ATTACK = Attack(
    abuses="the alarms of one's own outlet, read by whom they are about",
    run=_run,
    controls=(Control.CLERK_ROLE,),
)
