"""A program plays a reader at the other end of the line."""

from __future__ import annotations

from pos_client.domain.policy import ReaderRule
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import (
    REAL_SAM,
)
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    shop = scene.shop(readers=(ReaderRule(REAL_SAM, "sam-serial"),))
    counter = shop.open()
    counter.wait_for(lambda now: now.gateway.is_reachable)
    shop.log_in(counter)
    state = counter.lay("resident-lin")
    is_ended = state.case is not None and state.case.code == "READER_NOT_TRUSTED"
    scene.tell_client("a reader that is not listed", is_stopped=is_ended)
    device = scene.device
    case = captured(device, scene.card(), sam_id=REAL_SAM)
    scene.attempt(device, device.registration(case), "READER_NOT_TRUSTED")


ATTACK = Attack(
    abuses="the line between reader and computer", run=_run, controls=(Control.READER_LISTED,)
)
