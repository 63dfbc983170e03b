"""What was sealed to ask for verdicts is handed in as a registration."""

from __future__ import annotations

from pos_client.protocol.api import TroubleCode
from pos_client.protocol.envelope import Purpose
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = captured(device, scene.card())
    data = device.registration(case, purpose=Purpose.VERIFICATION)
    scene.attempt(device, data, TroubleCode.ENVELOPE_UNREADABLE)


ATTACK = Attack(
    abuses="an envelope sealed for something else",
    run=_run,
    controls=(Control.ENVELOPE_PURPOSE,),
)
