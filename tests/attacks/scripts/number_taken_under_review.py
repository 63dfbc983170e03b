"""A case waits for a reviewer; meanwhile the number became another person's, who has it in use."""

from __future__ import annotations

from uuid import UUID

from pos_client.domain.outcome import Outcome
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import about, by_sim
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]

_NOBODYS = 107


def _run(scene: Scene) -> None:
    device = scene.device
    case = about(scene, "re_registration", by_sim(_NOBODYS), "resident-ma", "1")
    scene.gateway.call(lambda desk: desk.switches.script(Outcome.UNDER_REVIEW, "FACE_UNSURE", 1))
    data = device.registration(case)
    receipt = device.receipt(device.register(data))
    case = about(scene, "re_registration", by_sim(_NOBODYS), "resident-wang", "2")
    scene.honest(device, device.registration(case))
    id_ = UUID(str(receipt["registration_id"]))
    scene.gateway.call(lambda desk: desk.registrations.finish_review(id_, is_accepted=True))
    scene.attempt(device, data, "NUMBER_COMPLETE")


ATTACK = Attack(
    abuses="a reviewer who looks at a case as it was when it came",
    run=_run,
    controls=(Control.OWNER_AFTER_REVIEW,),
)
