"""The answers about both of a transfer go before a reviewer who is shown one of the two."""

from __future__ import annotations

from pos_client.domain.flow import PartyRole
from pos_client.domain.flows import TRANSFER
from pos_client.domain.subject import Subject
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import photograph_somebody_else
from tests.attacks.numbers_that_exist import OWN_HALL, number_of
from tests.attacks.reviewing import approved_by_centre, unsure
from tests.attacks.scene import Scene
from tests.attacks.transfers import MANY_NUMBERS

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    unsure(scene, 2)
    case = device.open_case()
    case.flow, case.subject = TRANSFER.name, Subject(number_of(220))
    present = device.join(case, PartyRole.PRESENT_OWNER)
    device.read(present, scene.card("hmt-ho"))
    photograph_somebody_else(present, scene.card("resident-ma"))
    device.verify(present)
    device.read(case, scene.card("resident-wang"))
    device.photograph(case, seed="takes")
    device.verify(case)
    theirs = case.verdicts
    case.verdicts = (*theirs, *present.verdicts)
    code = approved_by_centre(scene, case)
    if code:
        scene.note(code, "REVIEW_REFUSED")
    case.verdicts, case.others = theirs, (present,)
    if not case.review:  # what the centre says about the one is good for that one alone
        approved_by_centre(scene, case)
    present.review = case.review
    scene.attempt(device, device.registration(case), "REVIEW_MISSING")


ATTACK = Attack(
    abuses="an approval of one person, for two",
    run=_run,
    policy=MANY_NUMBERS,
    outlet=OWN_HALL,
    controls=(Control.REVIEW_OF_ONE,),
)
