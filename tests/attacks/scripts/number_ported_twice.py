"""Two cases are verified for one number, and both are sealed; or one waits for its reviewer."""

from __future__ import annotations

from uuid import UUID

from pos_client.domain.outcome import Outcome
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.ports import authorised, porting
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]

_OF_JIN = 200


def _run(scene: Scene) -> None:
    device = scene.device
    first, second, waits = (
        porting(scene, _OF_JIN, authorised(scene, _OF_JIN), "resident-jin", f"{place}")
        for place in range(3)
    )
    scene.gateway.call(lambda desk: desk.switches.script(Outcome.UNDER_REVIEW, "FACE_UNSURE", 1))
    reviewed = device.registration(waits)
    receipt = device.receipt(device.register(reviewed))
    scene.honest(device, device.registration(first))
    scene.attempt(device, device.registration(second), "NUMBER_ALREADY_OURS")
    id_ = UUID(str(receipt["registration_id"]))
    scene.gateway.call(lambda desk: desk.registrations.finish_review(id_, is_accepted=True))
    scene.attempt(device, reviewed, "NUMBER_ALREADY_OURS")


ATTACK = Attack(
    abuses="one code for several cases, at several counters",
    run=_run,
    policy={"quota_review_from": 9, "number_quota": 9},
    controls=(Control.ASKED_AGAIN, Control.OWNER_AFTER_REVIEW),
)
