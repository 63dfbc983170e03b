"""One person's card for user after user of an order, beyond what one person may have."""

from __future__ import annotations

from contextlib import AbstractContextManager
from unittest import mock

from tests.attacks.attack import Attack, Mutant, Side
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.scene import Scene
from tests.attacks.units import opened, user

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    order = opened(scene, count=5)
    scene.honest(device, device.registration(user(scene, order, "resident-wang")))
    again = user(scene, order, "resident-wang")
    scene.attempt(device, device.registration(again), "QUOTA_FULL", "VERDICT_INVALID")


def _generous() -> AbstractContextManager[object]:
    from pos_client.sandbox.quota import Quota

    return mock.patch.object(Quota, "_code_for", return_value="QUOTA_OK")


ATTACK = Attack(
    abuses="one person as many users",
    run=_run,
    policy={"number_quota": 1, "quota_review_from": 50},
    outlet=OWN_HALL,
    mutants=(Mutant("quota", Side.GATEWAY, _generous),),
)
