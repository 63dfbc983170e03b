"""A copy of a device goes on behind the newest entry of its chain, with a number far away."""

from __future__ import annotations

from dataclasses import replace

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import announce
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured, gathered

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    scene.honest(device, device.registration(captured(device, scene.card())))
    announce(device)
    clone = replace(device, chain=list(device.chain), read_counter=5000)
    case = captured(clone, scene.card("resident-wang"), 1)
    scene.attempt(clone, clone.registration(case), "COUNTER_GAP")
    # With a head that nobody knows the number alone tells, once the chain has come to it.
    clone = replace(device, chain=list(device.chain), sequence=89)
    clone.note({"step": "of the copy's own"})
    case = gathered(clone, scene.card("resident-wang"))
    device.read(device.offline_case(), scene.card())  # cancelled: no envelope ever comes
    announce(device)
    scene.attempt(clone, clone.registration(case), "COUNTER_GAP")


ATTACK = Attack(
    abuses="a copy of a device that counts on by itself",
    run=_run,
    policy={"number_quota": 10, "quota_review_from": 10},
    controls=(Control.READ_TOLD,),
)
