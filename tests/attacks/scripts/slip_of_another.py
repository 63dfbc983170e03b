"""Somebody shows the slip of another customer, with the own card and the own face."""

from __future__ import annotations

from uuid import UUID

from pos_client.domain.policy import Completion
from pos_client.domain.slip_code import Completing
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    first = captured(device, scene.card())
    first.phone_number, first.return_token = "", "token-of-the-slip-0000000000000000"
    receipt = device.receipt(device.register(device.registration(first)))
    completes = Completing(UUID(receipt["registration_id"]), first.return_token)
    case = device.returning_case(completes)
    device.read(case, scene.card("resident-wang"))
    codes = [str(verdict["code"]) for verdict in device.verify(case)]
    scene.note(codes[0], "IDENTITY_MISMATCH")
    device.hold(case)
    scene.attempt(device, device.registration(case), "IDENTITY_MISMATCH")


ATTACK = Attack(
    abuses="the slip of a customer who has to come back",
    run=_run,
    policy={"completion": Completion.CUSTOMER_RETURNS},
    controls=(Control.SAME_CUSTOMER,),
)
