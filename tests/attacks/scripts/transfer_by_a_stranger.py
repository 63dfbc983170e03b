"""Somebody gives away a number that stands in another name."""

from __future__ import annotations

from contextlib import AbstractContextManager
from unittest import mock

from tests.attacks.attack import Attack, Mutant, Side
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.scene import Scene
from tests.attacks.transfers import MANY_NUMBERS, between

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    case = between(scene, "resident-wang", "resident-ma", 200)  # it is resident-jin's
    scene.attempt(scene.device, scene.device.registration(case), "VERDICT_INVALID")


def _of_anybody() -> AbstractContextManager[object]:
    from pos_client.sandbox.subscribers import Subscribers

    return mock.patch.object(Subscribers, "owner_code", return_value="OWNER_CONFIRMED")


ATTACK = Attack(
    abuses="a number of somebody who is not there",
    run=_run,
    policy=MANY_NUMBERS,
    outlet=OWN_HALL,
    mutants=(Mutant("owner of the number", Side.GATEWAY, _of_anybody),),
)
