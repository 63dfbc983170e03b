"""A screen reader's interface sets the value of fields, and of what shows the person."""

from __future__ import annotations

from pos_client.protocol.api import Paths, TroubleCode
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.attacks.window import UNGUARDED_FIELDS, try_fields, try_labels
from tests.ui.ways_in import set_by_accessibility

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    try_fields(scene, "set_by_accessibility")
    try_labels(scene, set_by_accessibility)
    device = scene.device
    answer = device.call("POST", Paths.CASES, json={"flow": "new_number", "name": "林样本"})
    scene.note(scene.word_of(device, answer), TroubleCode.REQUEST_UNREADABLE)


ATTACK = Attack(abuses="the accessibility interface", run=_run, mutants=(UNGUARDED_FIELDS,))
