"""A reader of some other shop, or of nobody's."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import (
    REAL_SAM,
)
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = captured(device, scene.card(), sam_id=REAL_SAM)
    scene.attempt(device, device.registration(case), "READER_NOT_TRUSTED")


ATTACK = Attack(
    abuses="a reader that is not registered for the outlet",
    run=_run,
    controls=(Control.READER_LISTED,),
)
