"""One SIM goes out with two numbers."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.honest_cases import fresh_sim
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device, sim = scene.device, fresh_sim()
    scene.honest(device, device.registration(captured(device, scene.card()), sim=sim))
    case = captured(device, scene.card("resident-wang"), 1)
    scene.attempt(device, device.registration(case, sim=sim), "SIM_USED")


ATTACK = Attack(abuses="a SIM that is out already", run=_run, controls=(Control.SIM_ONCE,))
