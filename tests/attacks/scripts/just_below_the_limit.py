"""Never one too many, and every day nearly as many as there may be."""

from __future__ import annotations

from pos_client.domain.guards import Burst, Counted, Drip
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.guarding import AT_ONCE, DAY, WEEK, came_before, guarded, swept, tried
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    came_before(scene, ("resident-lin", "resident-wang"))
    swept(scene)
    tried(scene, "resident-ma", 2)


ATTACK = Attack(
    abuses="a daily limit that is known to whoever stays just below it",
    run=_run,
    policy=guarded(
        bursts=(Burst(Counted.CLERK, 4, DAY, AT_ONCE, ("new_number",)),),
        drip=Drip(0.5, 1, WEEK, WEEK),
    ),
    controls=(Control.GUARD_DRIP,),
)
