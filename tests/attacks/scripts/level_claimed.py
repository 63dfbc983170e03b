"""A read at level B says of itself that it is one at level A."""

from __future__ import annotations

from pos_client.domain.evidence import EvidenceLevel
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = device.open_case()
    device.read(case, scene.card(), level=EvidenceLevel.A)
    device.verify(case)
    device.hold(case)
    scene.attempt(device, device.registration(case), "SIGNATURE_INVALID")


ATTACK = Attack(
    abuses="the level that a read claims",
    run=_run,
    level=EvidenceLevel.A,
    controls=(Control.SIGNED_READ,),
)
