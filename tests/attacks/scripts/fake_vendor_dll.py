"""A library with the vendor's name invents cards, and says so with a SAM of its own."""

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
    for place, sam_id in enumerate(("00.00-00000000-0000000000-0000000000", "", REAL_SAM)):
        case = captured(
            device,
            scene.card(),
            place,
            driver="pos-client/vendor",
            reader_address="vendor:sdtapi?library=/opt/vendor/libsdtapi.so",
            sam_id=sam_id,
        )
        scene.attempt(device, device.registration(case), "READER_NOT_TRUSTED")


ATTACK = Attack(abuses="the vendor's library", run=_run, controls=(Control.READER_LISTED,))
