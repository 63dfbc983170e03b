"""The outlet goes on although its commission has ended."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from pos_client.sandbox import tables
from pos_client.sandbox.controls import Control
from pos_client.sandbox.gateway import Desk
from tests.attacks.attack import Attack
from tests.attacks.moves import (
    now,
)
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    yesterday = now().date() - timedelta(days=2)

    def end(desk: Desk) -> None:
        desk.connection.execute(update(tables.outlets).values(commission_until=yesterday))
        desk.outlets._known.clear()

    scene.gateway.call(end)
    case = captured(device, scene.card())
    scene.attempt(device, device.registration(case), "AGENT_NOT_COMMISSIONED")


ATTACK = Attack(abuses="a commission that has ended", run=_run, controls=(Control.COMMISSION,))
