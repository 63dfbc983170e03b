"""Customers of nearly one age, such as a school has them."""

from __future__ import annotations

from pos_client.domain.guards import Ages
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.guarding import WEEK, came_before, guarded, swept, tried
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]

_BORN_1995_TO_1998 = ("resident-jin", "resident-jino", "resident-dot")


def _run(scene: Scene) -> None:
    came_before(scene, _BORN_1995_TO_1998)
    swept(scene)
    tried(scene, "resident-sun", len(_BORN_1995_TO_1998))


ATTACK = Attack(
    abuses="the pupils of one school, who get a present for a number",
    run=_run,
    policy=guarded(ages=Ages(4, 0.6, 3, WEEK, WEEK)),
    controls=(Control.GUARD_AGES,),
)
