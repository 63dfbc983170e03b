"""One supervisor has refused; another one is asked, who has looked away."""

from __future__ import annotations

from pos_client.domain.outlet import Role
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import gathered

__all__ = ["ATTACK"]

_OTHER, _PASSWORD = "0022", "invented-1"


def _run(scene: Scene) -> None:
    device, gateway = scene.device, scene.gateway
    gateway.call(
        lambda desk: desk.sessions.enter_clerk(
            _OTHER, "示例", Role.SUPERVISOR, device.outlet_code, _PASSWORD
        )
    )
    case = gathered(device, scene.card("resident-second-number"))
    device.ask_review(
        case, gateway.supervisor_number, gateway.supervisor_password, is_approved=False
    )
    device.ask_review(case, _OTHER, _PASSWORD)
    scene.attempt(device, device.registration(case), "REVIEW_MISSING")


ATTACK = Attack(
    abuses="a refusal, asked again until somebody approves",
    run=_run,
    controls=(Control.REVIEW_FINAL,),
)
