"""A SAM's read is captured without the gateway, where what is below A is only reviewed."""

from __future__ import annotations

from pos_client.domain.evidence import EvidenceLevel
from pos_client.domain.policy import BelowLevel, LevelRule
from pos_client.sandbox.controls import Control
from pos_client.sandbox.policy import everywhere
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    scene.attempt(device, device.registration(captured(device, scene.card())))


ATTACK = Attack(
    abuses="the line, which is said to be away where every case begins at the gateway",
    run=_run,
    policy={"minimum_level": everywhere(LevelRule(EvidenceLevel.A, BelowLevel.REVIEW, 3))},
    level=EvidenceLevel.A,
    controls=(Control.LEVEL_OFFLINE,),
)
