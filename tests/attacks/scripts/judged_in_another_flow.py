"""What was judged about a number that exists is handed in for a new one, and vice versa."""

from __future__ import annotations

from pos_client.domain.subject import Subject
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import about, by_sim, number_of
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import verified

__all__ = ["ATTACK"]

_OF_LIN, _NOBODYS = 7, 106


def _run(scene: Scene) -> None:
    device = scene.device
    case = about(scene, "sim_replacement", Subject(number_of(_OF_LIN)), "resident-lin", "1")
    case.flow, case.subject = "new_number", None
    device.hold(case)
    scene.attempt(device, device.registration(case), "VERDICT_INVALID")
    case = verified(device, scene.card("resident-wang"))
    case.flow, case.subject = "re_registration", by_sim(_NOBODYS)
    scene.attempt(device, device.registration(case), "VERDICT_INVALID")


ATTACK = Attack(
    abuses="verdicts of another flow, which has not asked about quota or use",
    run=_run,
    controls=(Control.VERDICT_COMPLETE,),
)
