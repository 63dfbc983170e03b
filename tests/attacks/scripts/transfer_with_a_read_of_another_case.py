"""Whoever gave one number away is taken along into the transfer of a second one."""

from __future__ import annotations

from dataclasses import replace

from pos_client.domain.subject import Subject
from pos_client.infrastructure.ids import new_id
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.scene import Scene
from tests.attacks.transfers import MANY_NUMBERS, between, number_of

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    first = between(scene, "hmt-ho", "resident-wang", 220)
    scene.honest(device, device.registration(first))
    (present,) = first.others
    # The same case once more, about another number, with answers about that one.
    first.subject = present.subject = Subject(number_of(221))
    for one in (present, first):
        device.verify(one)
    scene.attempt(device, device.registration(first), "EVIDENCE_USED")
    third = between(scene, "hmt-ho", "resident-ma", 222, replace(present, id=new_id()))
    scene.attempt(device, device.registration(third), "EVIDENCE_USED")


ATTACK = Attack(
    abuses="the read of the present owner, once more",
    run=_run,
    policy=MANY_NUMBERS,
    outlet=OWN_HALL,
    controls=(Control.CASE_ONCE,),
)
