"""A work id that only looks is used to register somebody."""

from __future__ import annotations

from pos_client.protocol.api import Paths, TroubleCode
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    for number in ("0051", "0061"):  # an inspector and an administrator
        device = scene.patched_client(clerk_number=number)
        answer = device.call("POST", Paths.CASES, json={"flow": "new_number"})
        word = scene.word_of(device, answer) if answer.is_error else "OPENED"
        scene.note(word, TroubleCode.ROLE_REFUSED)
        case = captured(device, scene.card())
        scene.attempt(device, device.registration(case), "CLERK_NOT_ENTITLED")


ATTACK = Attack(
    abuses="the role of an inspector or administrator",
    run=_run,
    controls=(Control.CLERK_ROLE,),
)
