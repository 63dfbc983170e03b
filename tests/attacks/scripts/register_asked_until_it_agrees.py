"""A card that the register has otherwise is laid again and again, until the register agrees."""

from __future__ import annotations

from pos_client.domain.verdict import Check
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.case_at_hand import CaseAtHand

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device, asked = scene.device, Check.ONLINE_VERIFICATION
    scene.gateway.call(lambda desk: desk.switches.script(asked, "ID_MISMATCH", 2))
    for attempt in ("first", "retry"):
        _judged(scene, attempt)
    case = _judged(scene, "once more")
    device.hold(case)
    scene.attempt(device, device.registration(case), "VERDICT_INVALID")


def _judged(scene: Scene, seed: str) -> CaseAtHand:
    case = scene.device.open_case()
    scene.device.read(case, scene.card())
    scene.device.photograph(case, seed=seed)
    scene.device.verify(case)
    return case


ATTACK = Attack(
    abuses="the retry for a rare character, without an end",
    run=_run,
    policy={"challenge_pool": 12},
    controls=(Control.MISMATCH_RETRY,),
)
