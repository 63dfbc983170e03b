"""A flow that needs the gateway is sealed as if there had been none, with no verdict."""

from __future__ import annotations

from pos_client.domain.subject import Subject
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import begun_about, number_of
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]

_OF_LIN = 7


def _run(scene: Scene) -> None:
    device = scene.device
    subject = Subject(number_of(_OF_LIN))
    case = begun_about(scene, "sim_replacement", subject, "resident-lin", "1")
    scene.attempt(device, device.registration(case), "ONLINE_ONLY")
    pooled = device.offline_case()
    pooled.flow, pooled.subject = "sim_replacement", subject
    device.read(pooled, scene.card())
    device.photograph(pooled, seed="2")
    scene.attempt(device, device.registration(pooled), "CHALLENGE_UNKNOWN")


ATTACK = Attack(
    abuses="the right to capture without the gateway",
    run=_run,
    controls=(Control.ONLINE_ONLY,),
)
