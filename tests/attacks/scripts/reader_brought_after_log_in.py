"""A session goes on with a reader that was not there when it was opened."""

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
    device = scene.device
    rule = ReaderRule(REAL_SAM, "sam-serial")
    scene.gateway.call(lambda desk: desk.outlets.register_reader(device.outlet_code, rule))
    case = captured(device, scene.card(), sam_id=REAL_SAM)
    scene.attempt(device, device.registration(case), "CLERK_NOT_ENTITLED")


ATTACK = Attack(
    abuses="a session on another reader than those it was opened for",
    run=_run,
    controls=(Control.SESSION_READER,),
)
