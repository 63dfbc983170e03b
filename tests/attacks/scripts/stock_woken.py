"""Numbers opened earlier are switched on together, by whoever has bought them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pos_client.domain.guards import Woken
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.guarding import AT_ONCE, WEEK, came_before, guarded, swept, tried
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    cases = came_before(scene, ("resident-lin", "resident-wang"))
    now = datetime.now(UTC)
    for place, case in enumerate(cases):
        said = (case.phone_number, f"35000000000020{place}", now)
        scene.gateway.call(lambda desk, said=said: desk.network.note(*said))
    swept(scene)
    tried(scene, "resident-ma", 2)


ATTACK = Attack(
    abuses="stock that was opened before it was sold",
    run=_run,
    policy=guarded(woken=Woken(2, AT_ONCE, timedelta(hours=1), WEEK, WEEK)),
    controls=(Control.GUARD_WOKEN,),
)
