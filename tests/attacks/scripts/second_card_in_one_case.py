"""The card that is laid again after a while is another person's."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import gathered

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = gathered(device, scene.card())
    device.read(case, scene.card("resident-wang"), challenge=device.open_case().challenge)
    scene.attempt(device, device.registration(case), "IDENTITY_MISMATCH")


ATTACK = Attack(abuses="the card that may be laid again", run=_run, controls=(Control.ONE_PERSON,))
