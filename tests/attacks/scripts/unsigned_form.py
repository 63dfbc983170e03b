"""The form is not signed, or it is one for another number."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import (
    block_number,
)
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = captured(device, scene.card())
    scene.attempt(device, device.registration(case, form_signature=None), "FORM_NOT_SIGNED")
    case = captured(device, scene.card("resident-wang"), 1)
    signed = device.body(case, phone_number=block_number(device, 2))
    forged = {"form_number": signed.form_number, "form_signature": signed.form_signature}
    scene.attempt(device, device.registration(case, **forged), "IDENTITY_MISMATCH")


ATTACK = Attack(
    abuses="the customer's signature under the form",
    run=_run,
    controls=(Control.FORM_SIGNED, Control.FORM_OF_CASE),
)
