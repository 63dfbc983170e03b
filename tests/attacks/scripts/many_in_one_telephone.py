"""SIMs of several people take turns in one telephone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pos_client.domain.guards import Handset
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.guarding import WEEK, came_before, guarded, swept, tried, used_in
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]

_IMEI, _HOUR = "350000000000111", timedelta(hours=1)


def _run(scene: Scene) -> None:
    cases = came_before(scene, ("resident-lin", "resident-wang"))
    now = datetime.now(UTC)
    used_in(scene, [(case.phone_number, _IMEI, at) for case in cases for at in (now - _HOUR, now)])
    swept(scene)
    tried(scene, "resident-ma", 2)


ATTACK = Attack(
    abuses="numbers of several people that one telephone keeps alive",
    run=_run,
    policy=guarded(handset=Handset(2, _HOUR, WEEK, WEEK)),
    controls=(Control.GUARD_HANDSET,),
)
