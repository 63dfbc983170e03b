"""Digits that no chip has are sent as an EID."""

from __future__ import annotations

from pos_client.domain.esim import Esim
from pos_client.sandbox.controls import Control
from pos_client.testing.customer import device_of
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import gathered

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device, (eid, imei) = scene.device, device_of(1)
    made_up = Esim(eid[:-2] + f"{(int(eid[-2:]) + 1) % 97:02d}", imei)
    case = gathered(device, scene.card())
    scene.attempt(device, device.registration(case, sim=made_up), "EID_INVALID")


ATTACK = Attack(
    abuses="a device that there is not", run=_run, outlet=OWN_HALL, controls=(Control.ESIM_DIGITS,)
)
