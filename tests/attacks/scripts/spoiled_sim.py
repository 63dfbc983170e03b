"""A SIM that was booked as spoiled goes over the counter all the same."""

from __future__ import annotations

from pos_client.protocol.sim_stock import StockPaths
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.honest_cases import fresh_sim
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device, sim = scene.device, fresh_sim()
    booked = {"iccid": sim.iccid, "place": "SPOILED", "reason": "DAMAGED"}
    assert device.call("POST", StockPaths.SIM_BOOKINGS, json=booked).is_success
    case = captured(device, scene.card())
    scene.attempt(device, device.registration(case, sim=sim), "SIM_SPOILED")


ATTACK = Attack(
    abuses="a spoiled SIM that was kept back", run=_run, controls=(Control.SIM_SPOILED,)
)
