"""Somebody else shows up in the own hall for the person whose number is flagged."""

from __future__ import annotations

from pos_client.domain.subject import Subject
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import photograph_somebody_else
from tests.attacks.numbers_that_exist import OWN_HALL, about, begun_about, number_of
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]

_FLOW = "second_real_person_check"
_OF_LIN, _OF_JIN = 10, 250


def _run(scene: Scene) -> None:
    device = scene.device
    case = about(scene, _FLOW, Subject(number_of(_OF_LIN)), "resident-jin", "1")
    scene.attempt(device, device.registration(case), "VERDICT_INVALID")
    # The own flagged number is judged, and another's is sealed.
    case = about(scene, _FLOW, Subject(number_of(_OF_JIN)), "resident-jin", "2")
    case.subject = Subject(number_of(_OF_LIN))
    scene.attempt(device, device.registration(case), "OWNER_DIFFERENT")
    case = begun_about(scene, _FLOW, Subject(number_of(_OF_LIN)), "resident-lin", "3")
    photograph_somebody_else(case, scene.card("resident-wang"))
    device.verify(case)
    scene.attempt(device, device.registration(case), "VERDICT_INVALID")


ATTACK = Attack(
    abuses="the flag on a number whose person does not come",
    run=_run,
    outlet=OWN_HALL,
    controls=(Control.OWNER, Control.ASKED_AGAIN),
)
