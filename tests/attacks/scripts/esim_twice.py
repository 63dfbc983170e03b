"""Two numbers go onto the eSIM of one device."""

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
    device, esim = scene.device, Esim(*device_of(1))
    scene.honest(device, device.registration(gathered(device, scene.card()), sim=esim))
    case = gathered(device, scene.card("resident-wang"))
    scene.attempt(device, device.registration(case, sim=esim), "EID_USED")


ATTACK = Attack(
    abuses="one chip for many numbers", run=_run, outlet=OWN_HALL, controls=(Control.EID_ONCE,)
)
