"""An ID number is dragged in from another window."""

from __future__ import annotations

from tests.attacks.attack import Attack
from tests.attacks.moves import (
    typed_frame,
)
from tests.attacks.scene import Scene
from tests.attacks.window import UNGUARDED_FIELDS, try_fields
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    try_fields(scene, "dropped")
    device = scene.device
    case = captured(device, scene.card(), raw_text=typed_frame())
    scene.attempt(device, device.registration(case), "FRAME_INVALID")


ATTACK = Attack(abuses="drag and drop", run=_run, mutants=(UNGUARDED_FIELDS,))
