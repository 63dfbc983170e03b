"""The frames of a judged read are exchanged for another person's."""

from __future__ import annotations

from dataclasses import replace

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import gathered

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = gathered(device, scene.card())
    other = scene.card("resident-wang")
    case.reads = (replace(case.reads[0], raw_text=other.text, raw_photo=other.photo),)
    scene.attempt(device, device.registration(case), "IDENTITY_MISMATCH")
    case = gathered(device, scene.card("resident-jin"))  # the photo alone, for a look-alike
    case.reads = (replace(case.reads[0], raw_photo=other.photo),)
    scene.attempt(device, device.registration(case), "IDENTITY_MISMATCH")


ATTACK = Attack(
    abuses="verdicts about one person, for another",
    run=_run,
    controls=(Control.EVIDENCE_UNCHANGED,),
)
