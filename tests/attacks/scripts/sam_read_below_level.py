"""A SAM on the host, where policy asks for a decoder behind the gateway."""

from __future__ import annotations

from pos_client.domain.evidence import EvidenceLevel
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    scene.attempt(device, device.registration(captured(device, scene.card())))
    case = device.open_case()
    device.read(case, scene.card("resident-wang"))
    (first, *_) = device.verify(case)
    scene.note(first["code"])


ATTACK = Attack(
    abuses="a lower evidence level than policy asks for",
    run=_run,
    level=EvidenceLevel.A,
    controls=(Control.EVIDENCE_LEVEL,),
)
