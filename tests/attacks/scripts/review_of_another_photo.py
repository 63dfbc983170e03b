"""The centre approves one photo of a case, and another one is sealed with its approval."""

from __future__ import annotations

from dataclasses import replace

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import photograph_somebody_else
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.reviewing import approved_by_centre, unsure
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    unsure(scene, 2)
    case = device.open_case()
    device.read(case, scene.card())
    photograph_somebody_else(case, scene.card("resident-wang"))
    device.verify(case)
    another, judged = case.photo, case.verdicts
    device.photograph(case, seed="2")
    assert case.photo is not None
    case.photo = replace(case.photo, attempt=2)
    device.verify(case)
    approved_by_centre(scene, case)
    case.photo, case.verdicts = another, judged
    device.hold(case)
    scene.attempt(device, device.registration(case), "REVIEW_MISSING")


ATTACK = Attack(
    abuses="an approval, for a photo that nobody has looked at",
    run=_run,
    outlet=OWN_HALL,
    controls=(Control.REVIEW_BINDING,),
)
