"""An input method commits an ID number at once, in pieces, or only shows it."""

from __future__ import annotations

import json

from pos_client.protocol import strict_json
from pos_client.protocol.api import TroubleCode
from tests.attacks.attack import Attack
from tests.attacks.moves import (
    sealed,
)
from tests.attacks.scene import Scene
from tests.attacks.window import UNGUARDED_FIELDS, try_fields
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    try_fields(scene, "committed", "committed_in_pieces", "shown_by_an_input_method")
    device = scene.device
    case = captured(device, scene.card())
    plain = json.loads(device.body(case).to_bytes())
    plain["evidence"][0]["id_number"] = "62909919510714963X"
    data = sealed(device, case, strict_json.canonical(plain))
    scene.attempt(device, data, TroubleCode.ENVELOPE_UNREADABLE)


ATTACK = Attack(abuses="the input method", run=_run, mutants=(UNGUARDED_FIELDS,))
