"""One reader gives two people's cards in the same second."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import PRODUCTION, captured_in_production, now
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device, at = scene.device, now()
    first = captured_in_production(scene, read_at=at)
    second = captured_in_production(scene, "resident-wang", 1, read_at=at)
    scene.honest(device, device.registration(first))
    scene.attempt(device, device.registration(second), "VELOCITY_EXCEEDED")


ATTACK = Attack(
    abuses="a reader that is quicker than two cards can be laid",
    run=_run,
    policy=PRODUCTION,
    controls=(Control.READS_APART,),
)
