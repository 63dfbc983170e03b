"""A challenge that was given to another device of the outlet, or to nobody."""

from __future__ import annotations

from dataclasses import replace

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    theirs = scene.patched_client(clerk_number="0018").offline_case()
    device = scene.device
    case = captured(device, scene.card(), challenge=theirs.challenge)
    scene.attempt(device, device.registration(case), "CHALLENGE_UNKNOWN")
    invented = replace(device.offline_case().challenge, id="ch-invented", nonce=bytes(32))
    case = captured(device, scene.card("resident-wang"), 1, challenge=invented)
    scene.attempt(device, device.registration(case), "CHALLENGE_UNKNOWN")


ATTACK = Attack(
    abuses="a challenge that the gateway never gave to this device",
    run=_run,
    controls=(Control.CHALLENGE_KNOWN,),
)
