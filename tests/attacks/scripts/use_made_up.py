"""A number of somebody else's, whose SIM was never there: the proof of its use is invented."""

from __future__ import annotations

from pos_client.domain.subject import Subject
from pos_client.sandbox.controls import Control
from pos_client.sandbox.invented_subscribers import iccid_in_use
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import about, by_code, by_sim, captured_about, number_of
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]

_NEVER_MADE, _OWN = "89860099999999999990", 101


def _run(scene: Scene) -> None:
    device = scene.device
    proofs = (
        by_sim(100, _NEVER_MADE),
        by_sim(100, iccid_in_use(_OWN)),
        by_code(100, "use-" + "0" * 16),
        Subject(number_of(100)),
    )
    for seed, subject in enumerate(proofs):
        case = captured_about(scene, subject, "resident-wang", f"{seed}")
        scene.attempt(device, device.registration(case), "USE_NOT_PROVEN")
    case = about(scene, "re_registration", proofs[0], "resident-ma", "1")
    scene.attempt(device, device.registration(case), "VERDICT_INVALID")


ATTACK = Attack(
    abuses="the proof that a number is in use: a SIM or a code that nobody had",
    run=_run,
    controls=(Control.USE_PROVEN,),
)
