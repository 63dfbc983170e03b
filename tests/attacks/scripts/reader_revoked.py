"""A reader was withdrawn from the outlet, and somebody goes on reading with it."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import block_number
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device, code = scene.device, scene.gateway.outlet_code
    case = device.offline_case()
    sam_id = device.configuration["readers"][0]["sam_id"]
    scene.gateway.call(lambda desk: desk.channels.revoke_reader(code, sam_id))
    device.read(case, scene.card())
    case.phone_number = block_number(device, 0)
    scene.attempt(device, device.registration(case), "READER_NOT_TRUSTED")


ATTACK = Attack(abuses="a reader that was withdrawn", run=_run, controls=(Control.READER_LISTED,))
