"""A reviewer has said no, so the same person begins a case that needs no review."""

from __future__ import annotations

from pos_client.domain.guards import Noes
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.guarding import AT_ONCE, DAY, guarded
from tests.attacks.numbers_that_exist import by_sim, captured_about
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import gathered

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device, gateway = scene.device, scene.gateway
    case = gathered(device, scene.card("resident-second-number"))
    device.ask_review(
        case, gateway.supervisor_number, gateway.supervisor_password, is_approved=False
    )
    # Another flow asks for no review: what was seen in that face is forgotten.
    anew = captured_about(scene, by_sim(100), "resident-second-number", "anew")
    scene.attempt(device, device.registration(anew), "RISK_REVIEW")


ATTACK = Attack(
    abuses="a refusal, left behind by a new case",
    run=_run,
    policy=guarded(noes=Noes(DAY, 9, DAY, AT_ONCE)) | {"quota_review_from": 2},
    controls=(Control.GUARD_NOES,),
)
