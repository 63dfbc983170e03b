"""Whoever gave one number away is taken along into the transfer of a second one."""

from __future__ import annotations

from dataclasses import replace

from pos_client.infrastructure.ids import new_id
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.scene import Scene
from tests.attacks.transfers import MANY_NUMBERS, between

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    first = between(scene, "hmt-ho", "resident-wang", 220)
    scene.honest(device, device.registration(first))
    (present,) = first.others
    # The id of the case is the client's to choose: the same one, so that the verdicts fit.
    second = between(scene, "hmt-ho", "resident-jin", 221, present)
    scene.attempt(device, device.registration(second), "EVIDENCE_USED")
    third = between(scene, "hmt-ho", "resident-ma", 222, replace(present, id=new_id()))
    scene.attempt(device, device.registration(third), "EVIDENCE_USED")


ATTACK = Attack(
    abuses="the read of the present owner, once more",
    run=_run,
    policy=MANY_NUMBERS,
    outlet=OWN_HALL,
    controls=(Control.EVIDENCE_ONCE,),
)
