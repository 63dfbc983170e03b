"""A revoked device captures and dates it back to when it was live."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import DeviceState
from tests.attacks.attack import Attack
from tests.attacks.moves import (
    block_number,
    set_state,
)
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    other = scene.patched_client(clerk_number="0018")
    device = scene.device
    case = device.offline_case()
    device.read(case, scene.card())
    case.phone_number = block_number(device, 0)
    set_state(scene, device, DeviceState.REVOKED)
    scene.attempt(other, device.registration(case), "CAPTURED_AFTER_REVOCATION")


ATTACK = Attack(
    abuses="the time that a revoked device claims",
    run=_run,
    controls=(Control.COUNTERSIGNED_HEAD,),
)
