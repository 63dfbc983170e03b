"""Customers who all have numbers already, one after the other at one work id."""

from __future__ import annotations

from pos_client.domain.guards import SecondNumbers
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.guarding import WEEK, came_before, guarded, swept, tried
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    came_before(scene, ("resident-second-number", "resident-quota"))
    swept(scene)
    tried(scene, "resident-lin", 2)


ATTACK = Attack(
    abuses="people who sell one number after the other, up to their limit",
    run=_run,
    policy=guarded(second_numbers=SecondNumbers(2, 0.5, 2, WEEK, WEEK)),
    controls=(Control.GUARD_SECOND_NUMBERS, Control.GUARD_REST),
)
