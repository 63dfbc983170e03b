"""A client that knows nothing of the overdue self-inspection goes on selling numbers."""

from __future__ import annotations

from pos_client.protocol.api import Paths, TroubleCode
from pos_client.sandbox.checklist import InspectionRules
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.inspecting import age_outlet
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    age_outlet(scene.gateway)
    opened = device.call("POST", Paths.CASES, json={"flow": "new_number"})
    if opened.is_error:
        scene.note(str(opened.json()["code"]), TroubleCode.INSPECTION_OVERDUE)
    # A challenge of the pool asks nobody.
    case = captured(device, scene.card())
    scene.attempt(device, device.registration(case), "INSPECTION_OVERDUE")


ATTACK = Attack(
    abuses="an overdue self-inspection",
    run=_run,
    policy={"inspection": InspectionRules(due_day=1, grace_days=0)},
    controls=(Control.INSPECTION_OVERDUE,),
)
