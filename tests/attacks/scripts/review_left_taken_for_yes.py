"""Nobody in the centre has answered in time, and the case claims to be reviewed all the same."""

from __future__ import annotations

from datetime import timedelta

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import gathered

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = gathered(device, scene.card("resident-second-number"))
    id_ = device.ask_centre(case).json()["id"]
    device.look_at_centre(case, id_)
    scene.attempt(device, device.registration(case), "QUOTA_REVIEW")


ATTACK = Attack(
    abuses="a countdown that ends without an answer",
    run=_run,
    policy={"centre_answers_within": timedelta()},
    controls=(Control.REVIEW_LEFT,),
)
