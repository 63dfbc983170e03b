"""A case shows one read as if its card had been laid twice."""

from __future__ import annotations

from contextlib import AbstractContextManager
from unittest import mock

from pos_client.protocol import bodies
from pos_client.protocol.api import TroubleCode
from tests.attacks.attack import Attack, Mutant, Side
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = captured(device, scene.card())
    case.reads *= 2
    scene.attempt(device, device.registration(case), TroubleCode.ENVELOPE_UNREADABLE)


def _repeating() -> AbstractContextManager[object]:
    return mock.patch.object(bodies, "_TOLD_ONCE", ())


ATTACK = Attack(
    abuses="a read that was made once, shown as two",
    run=_run,
    mutants=(Mutant("no read stands twice in a body", Side.GATEWAY, _repeating),),
)
