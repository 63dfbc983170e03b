"""Somebody came for a new SIM; what was judged for it is to lift the flag on their number."""

from __future__ import annotations

from pos_client.domain.flows import SECOND_REAL_PERSON_CHECK, SIM_REPLACEMENT
from pos_client.domain.subject import Subject
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL, about, number_of
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]

_FLAGGED_OF_LIN = 10


def _run(scene: Scene) -> None:
    device, subject = scene.device, Subject(number_of(_FLAGGED_OF_LIN))
    case = about(scene, SIM_REPLACEMENT.name, subject, "resident-lin", "1")
    case.flow = SECOND_REAL_PERSON_CHECK.name
    scene.attempt(device, device.registration(case, sim=None), "VERDICT_INVALID")


ATTACK = Attack(
    abuses="verdicts of another flow that asks the same of the same person",
    run=_run,
    outlet=OWN_HALL,
    controls=(Control.VERDICT_FLOW,),
)
