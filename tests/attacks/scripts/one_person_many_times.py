"""One person, or one reader, again and again within a day."""

from __future__ import annotations

from datetime import timedelta

from pos_client.sandbox.controls import Control
from pos_client.sandbox.velocity_rules import Limit, Subject, VelocityRules
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]

_DAY = timedelta(days=1)


def _run(scene: Scene) -> None:
    device = scene.device
    for place in range(3):
        case = captured(device, scene.card(), place)
        device.photograph(case, seed=f"{place}")
        data = device.registration(case)
        if place < 2:
            scene.honest(device, data)
        else:
            scene.attempt(device, data, "VELOCITY_EXCEEDED")


ATTACK = Attack(
    abuses="a person who sells the own identity",
    run=_run,
    policy={
        "number_quota": 50,
        "quota_review_from": 50,
        "velocity": VelocityRules(limits=(Limit(Subject.PERSON, 2, _DAY),)),
    },
    controls=(Control.VELOCITY,),
)
