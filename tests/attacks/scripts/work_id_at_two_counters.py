"""A lent work id: two counters serve two customers with it within the same minutes."""

from __future__ import annotations

from datetime import timedelta

from pos_client.domain.guards import Overlap
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.guarding import AT_ONCE, guarded
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    lent = scene.device
    begun = captured(lent, scene.card("resident-wang"))
    # The log-in at the other counter ends the one here; a patched client seals all the same.
    own = scene.patched_client()
    meanwhile = captured(own, scene.card("resident-lin"))
    scene.honest(own, own.registration(meanwhile))
    scene.attempt(lent, lent.registration(begun), "RISK_REVIEW")


ATTACK = Attack(
    abuses="a work id that is lent to the next counter",
    run=_run,
    policy=guarded(overlap=Overlap(timedelta(hours=1), AT_ONCE)),
    controls=(Control.GUARD_OVERLAP,),
)
