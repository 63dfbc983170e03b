"""Whoever comes to be registered anew leaves with a number of which they know nothing."""

from __future__ import annotations

from pos_client.domain.guards import RideAlong
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.guarding import DAY, WEEK, came_before, guarded, swept, tried
from tests.attacks.numbers_that_exist import by_sim, captured_about
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    anew = captured_about(scene, by_sim(100), "resident-lin", "anew")
    scene.honest(device, device.registration(anew))
    came_before(scene, ("resident-lin",))
    swept(scene)
    tried(scene, "resident-wang", 1)


ATTACK = Attack(
    abuses="a re-registration desk that opens numbers on the side",
    run=_run,
    policy=guarded(ride_along=RideAlong(1, 0.1, DAY, WEEK, WEEK)),
    controls=(Control.GUARD_RIDE_ALONG,),
)
