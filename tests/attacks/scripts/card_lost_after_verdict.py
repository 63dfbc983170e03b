"""The card is reported lost between the verdict and the seal."""

from __future__ import annotations

from pos_client.domain.verdict import Check
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import gathered

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = gathered(device, scene.card())
    check = Check.ONLINE_VERIFICATION
    scene.gateway.call(lambda desk: desk.switches.script(check, "DOC_INVALIDATED", None))
    scene.attempt(device, device.registration(case), "DOC_INVALIDATED")


ATTACK = Attack(
    abuses="a verdict that is true no longer", run=_run, controls=(Control.ASKED_AGAIN,)
)
