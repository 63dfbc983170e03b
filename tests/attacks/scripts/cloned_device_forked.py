"""A copy of a device branches off from an old entry of its chain."""

from __future__ import annotations

from dataclasses import replace

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import announce
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    scene.honest(device, device.registration(captured(device, scene.card())))
    announce(device, {"step": 1}, {"step": 2})
    clone = replace(device, chain=device.chain[:1])
    case = captured(clone, scene.card("resident-wang"), 1)
    scene.attempt(clone, clone.registration(case), "COUNTER_GAP")


ATTACK = Attack(
    abuses="the audit chain of a copy, which says where a read stands in it",
    run=_run,
    controls=(Control.PREVIOUS_HEAD,),
)
