"""A well-formed card of a person whom the register does not have."""

from __future__ import annotations

from contextlib import AbstractContextManager
from unittest import mock

from tests.attacks.attack import Attack, Mutant, Side
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = captured(device, scene.card("resident-unknown"))
    scene.attempt(device, device.registration(case), "ID_NOT_FOUND")
    case = captured(device, scene.card("resident-other-name"), 1)
    scene.attempt(device, device.registration(case), "ID_MISMATCH")


def _credulous() -> AbstractContextManager[object]:
    from pos_client.sandbox.population import Population

    return mock.patch.object(Population, "answer", return_value="ID_MATCH")


ATTACK = Attack(
    abuses="a made-up person in a well-formed frame",
    run=_run,
    mutants=(Mutant("population register", Side.GATEWAY, _credulous),),
)
