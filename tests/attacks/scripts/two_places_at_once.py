"""One clerk's work id captures in two outlets within minutes."""

from __future__ import annotations

from dataclasses import replace

from pos_client.domain.outlet import Role
from pos_client.sandbox.controls import Control
from pos_client.sandbox.desk import Desk
from pos_client.sandbox.policy import DEMO_OUTLET
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]

_FAR = replace(DEMO_OUTLET, code="FJ-DEMO-0099", agent_number="DL-350100-0099")


def _run(scene: Scene) -> None:
    here = scene.device
    scene.honest(here, here.registration(captured(here, scene.card())))
    there = scene.enrolled(scene.other_outlet(_FAR))

    def hire(desk: Desk) -> None:
        desk.sessions.enter_clerk("0099", "吴惊蛰", Role.CLERK, _FAR.code, "demo-far")

    scene.gateway.call(hire)
    there.log_in("0099", "demo-far")
    # The same person who was here a moment ago stands there now.
    case = captured(there, scene.card())
    there.photograph(case, seed="2")
    scene.attempt(there, there.registration(case), "VELOCITY_EXCEEDED")


ATTACK = Attack(
    abuses="one identity in two outlets at once",
    run=_run,
    policy={"number_quota": 50, "quota_review_from": 50},
    controls=(Control.TWO_PLACES,),
)
