"""Judged about the customer's own number, sealed about the one of somebody else."""

from __future__ import annotations

from pos_client.domain.subject import Subject
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import about, by_sim, number_of
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]

_OF_LIN, _OF_TONG, _OWN, _SOMEBODYS = 7, 5, 105, 4


def _run(scene: Scene) -> None:
    device = scene.device
    case = about(scene, "sim_replacement", Subject(number_of(_OF_LIN)), "resident-lin", "1")
    scene.attempt(
        device, device.registration(case, phone_number=number_of(_OF_TONG)), "IDENTITY_MISMATCH"
    )
    case = about(scene, "sim_replacement", Subject(number_of(_OF_LIN)), "resident-lin", "2")
    case.subject = Subject(number_of(_OF_TONG))
    scene.attempt(device, device.registration(case), "OWNER_DIFFERENT")
    case = about(scene, "re_registration", by_sim(_OWN), "resident-wang", "3")
    case.subject = by_sim(_SOMEBODYS)
    scene.attempt(device, device.registration(case), "OWNER_DIFFERENT")


ATTACK = Attack(
    abuses="verdicts that do not say which number they are about",
    run=_run,
    controls=(Control.NUMBER_JUDGED, Control.ASKED_AGAIN),
)
