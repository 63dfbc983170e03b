"""Somebody has another person's phone, reads the code off it, and brings the number along."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.ports import authorised, porting
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]

_OF_LIN, _NOBODYS = 1, 6


def _run(scene: Scene) -> None:
    device = scene.device
    for slug, invented in (("resident-jin", _OF_LIN), ("resident-wang", _NOBODYS)):
        case = porting(scene, invented, authorised(scene, invented), slug, f"{invented}")
        scene.attempt(device, device.registration(case), "VERDICT_INVALID")


ATTACK = Attack(
    abuses="a number that stands in another person's name, or in nobody's, where it comes from",
    run=_run,
    controls=(Control.DONOR_PERSON,),
)
