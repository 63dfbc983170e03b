"""A number goes over though only one of the two has signed the agreement."""

from __future__ import annotations

from dataclasses import replace

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.scene import Scene
from tests.attacks.transfers import MANY_NUMBERS, between

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = between(scene, "resident-lin", "resident-wang", 7)
    body = device.body(case)
    (present,) = body.parties
    unsigned = replace(body, parties=(replace(present, form_signature=None),))
    scene.attempt(device, device.sealed(case, unsigned), "FORM_NOT_SIGNED")
    case = between(scene, "resident-jin", "resident-ma", 200)
    unsigned = replace(device.body(case), form_signature=None)
    scene.attempt(device, device.sealed(case, unsigned), "FORM_NOT_SIGNED")


ATTACK = Attack(
    abuses="the signature of one of two people",
    run=_run,
    policy=MANY_NUMBERS,
    outlet=OWN_HALL,
    controls=(Control.FORM_SIGNED,),
)
