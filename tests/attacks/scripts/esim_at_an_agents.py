"""An agent's counter sells an eSIM, which is given in the carrier's own halls alone."""

from __future__ import annotations

from pos_client.domain.esim import Esim
from pos_client.sandbox.controls import Control
from pos_client.testing.customer import device_of
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = captured(device, scene.card())
    data = device.registration(case, sim=Esim(*device_of(1)))
    scene.attempt(device, data, "ESIM_NOT_HERE")


ATTACK = Attack(
    abuses="an eSIM where nobody sees the customer for the carrier",
    run=_run,
    controls=(Control.ESIM_PLACE,),
)
