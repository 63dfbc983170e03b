"""The header outside the seal names a challenge that no read inside answers."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    data = device.registration(captured(device, scene.card()), challenge_id="ch-other")
    scene.attempt(device, data, "IDENTITY_MISMATCH")


ATTACK = Attack(
    abuses="a header that is not of its body", run=_run, controls=(Control.HEADER_CHALLENGE,)
)
