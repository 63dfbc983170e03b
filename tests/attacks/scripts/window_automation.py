"""A script finds the widgets and sets them: text, properties, posted events."""

from __future__ import annotations

from pos_client.protocol.api import TroubleCode
from tests.attacks.attack import Attack
from tests.attacks.moves import (
    with_words,
)
from tests.attacks.scene import Scene
from tests.attacks.window import UNGUARDED_FIELDS, try_fields, try_labels
from tests.integration.sandbox.walks import captured
from tests.ui.ways_in import poked

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    try_fields(scene, "set_by_program", "set_by_property")
    try_labels(scene, poked)
    device = scene.device
    case = captured(device, scene.card())
    data = with_words(device, case, identity={"id_number": "62909919510714963X"})
    scene.attempt(device, data, TroubleCode.ENVELOPE_UNREADABLE)


ATTACK = Attack(abuses="a program that works the window", run=_run, mutants=(UNGUARDED_FIELDS,))
