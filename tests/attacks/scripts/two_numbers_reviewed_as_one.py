"""A slot is given back, so that two numbers are each reviewed as the second one."""

from __future__ import annotations

from pos_client.protocol.api import Paths
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.case_at_hand import CaseAtHand

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device, supervisor = scene.device, scene.gateway.supervisor_number
    password = scene.gateway.supervisor_password
    cases: list[CaseAtHand] = []
    for seed in ("1", "2"):
        case = device.open_case()
        device.read(case, scene.card("resident-second-number"))
        device.photograph(case, seed=seed)
        slot = device.verify(case)[-1]["facts"]["reservation_id"]
        device.call("DELETE", f"{Paths.QUOTA_RESERVATIONS}/{slot}")
        device.ask_review(case, supervisor, password)
        device.hold(case)
        cases.append(case)
    first, second = cases
    scene.honest(device, device.registration(first))
    scene.attempt(device, device.registration(second), "QUOTA_REVIEW")


ATTACK = Attack(
    abuses="the place in the row that a reviewer was told",
    run=_run,
    controls=(Control.QUOTA_AS_REVIEWED,),
)
