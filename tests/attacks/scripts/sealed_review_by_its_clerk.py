"""Whoever captured a case finds it again among the sealed ones, and approves it."""

from __future__ import annotations

from pos_client.domain.outcome import Outcome
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.reviewing import approved_sealed
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import gathered

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = gathered(device, scene.card())
    scene.gateway.call(
        lambda desk: desk.switches.script(Outcome.UNDER_REVIEW, "LOCATION_UNKNOWN", 1)
    )
    device.register(device.registration(case))
    scene.note(approved_sealed(scene, device.clerk_number), "REVIEW_REFUSED")


ATTACK = Attack(
    abuses="a review after the seal, made by whoever sealed",
    run=_run,
    controls=(Control.SECOND_PERSON,),
)
