"""An agent opens a number for somebody who is not there, where policy lets own halls only."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.acting import BY_TRUSTEE, acted
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = acted(scene, BY_TRUSTEE, "resident-wang", "resident-lin")
    scene.attempt(device, device.registration(case), "FLOW_NOT_OFFERED")


ATTACK = Attack(
    abuses="a flow that is not the outlet's",
    run=_run,
    controls=(Control.FLOW_OFFERED,),
)
