"""An ID number is pasted: with keys, from the menu's slot, spaced, full-width, in a sentence."""

from __future__ import annotations

from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.attacks.window import UNGUARDED_FIELDS, try_fields
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    try_fields(scene, "pasted", "pasted_by_slot")
    device = scene.device
    for number in ("62909919510714963X", "６２９０９９１９５１０７１４９６３Ｘ"):
        case = captured(device, scene.card())
        data = device.registration(case, contact_number=number)
        scene.attempt(device, data, "ENVELOPE_UNREADABLE")


ATTACK = Attack(abuses="the clipboard", run=_run, mutants=(UNGUARDED_FIELDS,))
