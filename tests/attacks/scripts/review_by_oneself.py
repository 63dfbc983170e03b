"""The supervisor is at the counter and reviews the own case."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import gathered

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    number = scene.gateway.supervisor_number
    device = scene.patched_client(clerk_number=number)
    case = gathered(device, scene.card("resident-second-number"))
    device.ask_review(case, number, scene.gateway.supervisor_password)
    scene.attempt(device, device.registration(case), "REVIEW_MISSING")


ATTACK = Attack(
    abuses="a two-person decision, made by one", run=_run, controls=(Control.SECOND_PERSON,)
)
