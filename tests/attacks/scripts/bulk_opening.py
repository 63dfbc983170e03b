"""Eleven customers in ten minutes, where ten are the most."""

from __future__ import annotations

from datetime import timedelta

from pos_client.domain.outcome import Outcome
from pos_client.sandbox.controls import Control
from pos_client.sandbox.velocity_rules import Limit, Subject, VelocityRules
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]

_TEN = timedelta(minutes=10)
_PEOPLE = ("lin", "wang", "ma", "sun", "jin", "wei", "tashi", "dot", "long-name", "menghe", "tong")


def _run(scene: Scene) -> None:
    device = scene.device
    for place, name in enumerate(_PEOPLE):
        case = captured(device, scene.card(f"resident-{name}"), place)
        data = device.registration(case)
        if place < len(_PEOPLE) - 1:
            scene.honest(device, data)
        else:
            scene.attempt(device, data, "VELOCITY_EXCEEDED")


ATTACK = Attack(
    abuses="a clerk's work id, for bulk opening",
    run=_run,
    policy={
        "number_block": 12,
        "challenge_pool": 12,
        "velocity": VelocityRules(limits=(Limit(Subject.CLERK, 10, _TEN, Outcome.REJECTED),)),
    },
    controls=(Control.VELOCITY,),
)
