"""A number that waits for one user of a unit is activated with somebody else's card."""

from __future__ import annotations

from uuid import UUID

from pos_client.domain.slip_code import Completing
from pos_client.domain.subject import Subject
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.scene import Scene
from tests.attacks.transfers import MANY_NUMBERS
from tests.attacks.units import opened, user

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    waiting = user(scene, opened(scene), "resident-wang", "unit_user_later")
    receipt = device.receipt(device.register(device.registration(waiting)))
    slip = Completing(UUID(receipt["registration_id"]), waiting.return_token)
    case = device.returning_case(slip)
    case.subject = Subject(waiting.phone_number)
    device.read(case, scene.card("resident-jin"))
    device.photograph(case, seed="another")
    device.verify(case)
    scene.attempt(device, device.registration(case), "IDENTITY_MISMATCH", "VERDICT_INVALID")


ATTACK = Attack(
    abuses="a number that was kept for somebody",
    run=_run,
    policy=MANY_NUMBERS,
    outlet=OWN_HALL,
    controls=(Control.SAME_CUSTOMER,),
)
