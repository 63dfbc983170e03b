"""Numbers that nobody has used since they were opened, and one more of them."""

from __future__ import annotations

from pos_client.domain.guards import Silent
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.guarding import AT_ONCE, WEEK, came_before, guarded, swept, tried
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    came_before(scene, ("resident-lin", "resident-wang"))
    swept(scene)
    tried(scene, "resident-ma", 2)


ATTACK = Attack(
    abuses="cards that are kept to ripen (养卡)",
    run=_run,
    policy=guarded(silent=Silent(AT_ONCE, 1.0, 2, WEEK, WEEK)),
    controls=(Control.GUARD_SILENT,),
)
