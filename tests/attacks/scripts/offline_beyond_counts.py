"""A counter says that it has no line, and captures more than it may at one time."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    people = ("resident-lin", "resident-wang", "resident-wei")
    stock = [
        device.registration(captured(device, scene.card(slug), place))
        for place, slug in enumerate(people)
    ]
    # The newest first: whatever the order, three were at hand together.
    for data in reversed(stock[1:]):
        scene.honest(device, data)
    scene.attempt(device, stock[0], "OFFLINE_WINDOW_EXCEEDED")


ATTACK = Attack(
    abuses="the counts of what may be captured without the gateway",
    run=_run,
    policy={"records": 2, "records_per_clerk": 2},
    controls=(Control.OFFLINE_LIMITS,),
)
