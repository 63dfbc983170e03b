"""Refused at one counter for far too many at once, the same work id goes on at the next one."""

from __future__ import annotations

from datetime import timedelta

from pos_client.domain.guards import Burst, Counted, GuardRule
from pos_client.protocol.api import TroubleCode
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.guarding import AT_ONCE, came_before, guarded, tried
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    came_before(scene, ("resident-lin",))
    tried(scene, "resident-wang", 1, "VELOCITY_EXCEEDED")
    next_one = scene.enrolled(scene.gateway.issue_code())
    answer = next_one.log_in(scene.gateway.clerk_number, scene.gateway.password)
    if answer.is_error:
        scene.note(scene.word_of(next_one, answer), TroubleCode.WORK_ID_FROZEN)
        return
    scene.attempt(next_one, next_one.registration(captured(next_one, scene.card("resident-ma"))))


ATTACK = Attack(
    abuses="a work id that goes on elsewhere after a burst that was refused",
    run=_run,
    policy=guarded(
        bursts=(Burst(Counted.DEVICE, 1, timedelta(minutes=10), AT_ONCE, refused_above=1),),
        freezing=(GuardRule.BURST,),
    ),
    controls=(Control.GUARD_FREEZE,),
)
