"""Blank SIMs are booked as spoiled, one after the other, and go somewhere else."""

from __future__ import annotations

from pos_client.domain.guards import SimLosses
from pos_client.protocol.sim_stock import StockPaths
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.guarding import WEEK, guarded, swept, tried
from tests.attacks.scene import Scene
from tests.honest_cases import fresh_sim

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    for _ in range(3):
        booked = {"iccid": fresh_sim().iccid, "place": "SPOILED", "reason": "DAMAGED"}
        assert device.call("POST", StockPaths.SIM_BOOKINGS, json=booked).is_success
    swept(scene)
    tried(scene, "resident-lin", 0)


ATTACK = Attack(
    abuses="a drawer of blank SIMs that empties by itself",
    run=_run,
    policy=guarded(stock=SimLosses(3, 0.5, 3, WEEK, WEEK)),
    controls=(Control.GUARD_STOCK,),
)
