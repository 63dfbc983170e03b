"""The simulated reader works for real customers and hides that it is one."""

from __future__ import annotations

from drivers.simulator.device import SIMULATED_SAM_ID
from pos_client.domain.policy import ReaderRule
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import (
    PRODUCTION,
    REAL_SAM,
    captured_in_production,
)
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = captured_in_production(scene, sam_id=SIMULATED_SAM_ID)
    scene.attempt(device, device.registration(case), "READER_SIMULATED")
    case = captured_in_production(scene, "resident-wang", 1, is_simulated=True)
    scene.attempt(device, device.registration(case), "READER_SIMULATED")


ATTACK = Attack(
    abuses="the simulator outside demo mode",
    run=_run,
    policy=PRODUCTION
    | {"readers": (ReaderRule(REAL_SAM, "sam-serial"), ReaderRule(SIMULATED_SAM_ID, "sim"))},
    controls=(Control.READER_SIMULATED,),
)
