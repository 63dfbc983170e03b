"""A reviewer has said no, so the same person begins a case that needs no review."""

from __future__ import annotations

from pos_client.domain.guards import Noes
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.guarding import AT_ONCE, DAY, guarded, tried
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import gathered

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device, gateway = scene.device, scene.gateway
    case = gathered(device, scene.card("resident-second-number"))
    device.ask_review(
        case, gateway.supervisor_number, gateway.supervisor_password, is_approved=False
    )
    # By now a review is asked for no more, or the person comes by another flow.
    gateway.call(lambda desk: desk.quota.settle(device.id, str(case.id)))
    tried(scene, "resident-second-number", 1)


ATTACK = Attack(
    abuses="a refusal, left behind by a new case",
    run=_run,
    policy=guarded(noes=Noes(DAY, 9, DAY, AT_ONCE)) | {"quota_review_from": 2},
    controls=(Control.GUARD_NOES,),
)
