"""A case was opened, or sealed, in a year in which it was not read."""

from __future__ import annotations

from datetime import UTC, datetime

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]

_LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)


def _run(scene: Scene) -> None:
    device = scene.device
    case = captured(device, scene.card())
    scene.attempt(device, device.registration(case, created_at=_LONG_AGO), "READ_EXPIRED")
    case = captured(device, scene.card("resident-wang"), 1)
    case.opened_at = _LONG_AGO
    scene.attempt(device, device.registration(case), "READ_EXPIRED")


ATTACK = Attack(
    abuses="when a case was opened and sealed", run=_run, controls=(Control.CASE_TIMES,)
)
