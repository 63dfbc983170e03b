"""An ID number is typed, key by key, wherever the cursor can stand."""

from __future__ import annotations

from pos_client.protocol.api import TroubleCode
from tests.attacks.attack import Attack
from tests.attacks.moves import (
    with_words,
)
from tests.attacks.scene import Scene
from tests.attacks.window import UNGUARDED_FIELDS, try_fields
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    try_fields(scene, "typed", "inserted")
    device = scene.device
    case = captured(device, scene.card())
    data = with_words(device, case, name="林样本", id_number="62909919510714963X")
    scene.attempt(device, data, TroubleCode.ENVELOPE_UNREADABLE)


ATTACK = Attack(abuses="the keyboard", run=_run, mutants=(UNGUARDED_FIELDS,))
