"""The commission is taken away, and the outlet works on with what it has in hand."""

from __future__ import annotations

from pos_client.protocol.api import Paths, TroubleCode
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import block_number
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device, code = scene.device, scene.gateway.outlet_code
    case = device.offline_case()
    scene.gateway.call(lambda desk: desk.channels.suspend(code))
    asked = device.call("POST", Paths.SESSION_CHALLENGES)
    word = scene.word_of(device, asked) if asked.is_error else "GIVEN"
    scene.note(word, TroubleCode.DEVICE_DRAIN_ONLY)
    device.read(case, scene.card())
    case.phone_number = block_number(device, 0)
    scene.attempt(device, device.registration(case), "AGENT_NOT_COMMISSIONED")


ATTACK = Attack(abuses="reads after a suspension", run=_run, controls=(Control.COMMISSION,))
