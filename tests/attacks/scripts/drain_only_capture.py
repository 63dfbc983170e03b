"""A device that may only deliver opens cases, or captures with challenges of before."""

from __future__ import annotations

from pos_client.protocol.api import Paths, TroubleCode
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
    device = scene.device
    case = device.offline_case()
    set_state(scene, device, DeviceState.DRAIN_ONLY)
    answer = device.call("POST", Paths.CASES, json={"flow": "new_number"})
    word = scene.word_of(device, answer) if answer.is_error else "OPENED"
    scene.note(word, TroubleCode.DEVICE_DRAIN_ONLY)
    device.read(case, scene.card())
    case.phone_number = block_number(device, 0)
    scene.attempt(device, device.registration(case), "SIGNATURE_INVALID")


ATTACK = Attack(
    abuses="a certificate that is for delivery only",
    run=_run,
    controls=(Control.READ_BEFORE_REVOCATION,),
)
