"""Numbers opened earlier are switched on together, by whoever has bought them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pos_client.domain.guards import Woken
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.guarding import AT_ONCE, WEEK, came_before, guarded, swept, tried, used_in
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    cases = came_before(scene, ("resident-lin", "resident-wang"))
    now = datetime.now(UTC)
    telephones = [f"35000000000020{place}" for place in range(len(cases))]
    numbers = [case.phone_number for case in cases]
    used_in(scene, [(*each, now) for each in zip(numbers, telephones, strict=True)])
    swept(scene)
    tried(scene, "resident-ma", 2)


ATTACK = Attack(
    abuses="stock that was opened before it was sold",
    run=_run,
    policy=guarded(woken=Woken(2, AT_ONCE, timedelta(hours=1), WEEK, WEEK)),
    controls=(Control.GUARD_WOKEN,),
)
