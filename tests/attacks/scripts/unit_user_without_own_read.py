"""A batch in which one card is laid and its read serves the users behind it as well."""

from __future__ import annotations

from pos_client.infrastructure.ids import new_id
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.scene import Scene
from tests.attacks.transfers import MANY_NUMBERS
from tests.attacks.units import opened, user

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    order = opened(scene, count=5)
    case = user(scene, order, "resident-wang")
    scene.honest(device, device.registration(case))
    # The id of the case is the client's to choose: the same one, so that the verdicts fit.
    for id_ in (case.id, new_id()):
        case.id = id_
        device.hold(case)
        scene.attempt(device, device.registration(case), "EVIDENCE_USED", "VERDICT_INVALID")


ATTACK = Attack(
    abuses="users of a unit whom nobody has read",
    run=_run,
    policy=MANY_NUMBERS,
    outlet=OWN_HALL,
    controls=(Control.CASE_ONCE,),
)
