"""A case answers with the challenge of another transaction."""

from __future__ import annotations

from dataclasses import replace

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    opened = device.open_case()
    challenge = replace(opened.challenge, real_name_transaction_id="")
    case = captured(device, scene.card(), challenge=challenge)
    scene.attempt(device, device.registration(case), "CHALLENGE_UNKNOWN")


ATTACK = Attack(
    abuses="the challenge of another transaction",
    run=_run,
    controls=(Control.CHALLENGE_OF_CASE,),
)
