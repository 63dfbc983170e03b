"""One read of a customer who was there serves a second case, with a second number."""

from __future__ import annotations

from pos_client.infrastructure.ids import new_id
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import (
    block_number,
)
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = captured(device, scene.card())
    scene.honest(device, device.registration(case))
    case.phone_number = block_number(device, 1)
    scene.attempt(device, device.registration(case), "EVIDENCE_USED")
    judged = device.offline_case()  # under a challenge of the pool, which has no transaction
    device.read(judged, scene.card("resident-wang"))
    device.verify(judged)
    judged.id, judged.photo = new_id(), None
    judged.verdicts, judged.phone_number = (), block_number(device, 2)
    scene.attempt(device, device.registration(judged), "EVIDENCE_USED")


ATTACK = Attack(
    abuses="one read for two cases",
    run=_run,
    policy={"number_quota": 50, "quota_review_from": 50},
    controls=(Control.CASE_ONCE, Control.EVIDENCE_OF_CASE),
)
