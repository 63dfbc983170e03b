"""One customer more than a work id may have in ten minutes, each of them in order by themselves."""

from __future__ import annotations

from datetime import timedelta

from pos_client.domain.guards import Burst, Counted
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.guarding import AT_ONCE, came_before, guarded, tried
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    came_before(scene, ("resident-lin", "resident-wang"))
    tried(scene, "resident-ma", 2, "VELOCITY_EXCEEDED")


_TEN = timedelta(minutes=10)

ATTACK = Attack(
    abuses="a work id that opens numbers faster than customers can be served",
    run=_run,
    policy=guarded(bursts=(Burst(Counted.CLERK, 2, _TEN, AT_ONCE, ("new_number",)),)),
    controls=(Control.GUARD_BURST,),
)
