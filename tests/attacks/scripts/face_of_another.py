"""The card of somebody who is not there, and the face of who is."""

from __future__ import annotations

from contextlib import AbstractContextManager
from unittest import mock

from tests.attacks.attack import Attack, Mutant, Side
from tests.attacks.moves import (
    photograph_somebody_else,
)
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = captured(device, scene.card())
    photograph_somebody_else(case, scene.card("resident-wang"))
    scene.attempt(device, device.registration(case), "FACE_DIFFERENT")


def _blind() -> AbstractContextManager[object]:
    from pos_client.sandbox import judging
    from pos_client.sandbox.face_match import Band, FaceComparison

    return mock.patch.object(judging, "compare_faces", return_value=FaceComparison(Band.SAME, 0.0))


ATTACK = Attack(
    abuses="a genuine card of somebody who is not there",
    run=_run,
    mutants=(Mutant("face match", Side.GATEWAY, _blind),),
)
