"""One work id, two people, two computers at the same time."""

from __future__ import annotations

from pos_client.protocol.api import Paths, TroubleCode
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import (
    block_number,
)
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    first = scene.device
    case = first.offline_case()
    second = scene.patched_client()
    scene.honest(second, second.registration(captured(second, scene.card("resident-wang"))))
    answer = first.call("POST", Paths.CASES, json={"flow": "new_number"})
    word = scene.word_of(first, answer) if answer.is_error else "OPENED"
    scene.note(word, TroubleCode.SESSION_UNKNOWN)
    first.read(case, scene.card())
    case.phone_number = block_number(first, 0)
    scene.attempt(first, first.registration(case), "CLERK_NOT_ENTITLED")


ATTACK = Attack(abuses="one work id for two clerks", run=_run, controls=(Control.ONE_SESSION,))
