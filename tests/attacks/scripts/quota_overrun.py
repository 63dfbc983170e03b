"""One number more than a person may have, captured where no quota answers."""

from __future__ import annotations

from contextlib import AbstractContextManager
from unittest import mock

from tests.attacks.attack import Attack, Mutant, Side
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = captured(device, scene.card("resident-quota"))
    scene.attempt(device, device.registration(case), "QUOTA_FULL")


def _generous() -> AbstractContextManager[object]:
    from pos_client.sandbox.quota import Quota

    return mock.patch.object(Quota, "_code_for", return_value="QUOTA_OK")


ATTACK = Attack(
    abuses="the limit of numbers for one person",
    run=_run,
    mutants=(Mutant("quota", Side.GATEWAY, _generous),),
)
