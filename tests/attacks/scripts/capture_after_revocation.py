"""A revoked device goes on capturing; another one of the outlet delivers."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import DeviceState
from tests.attacks.attack import Attack
from tests.attacks.moves import (
    announce,
    now,
    set_state,
)
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    other = scene.patched_client(clerk_number="0018")
    device = scene.device
    soon = now() + timedelta(minutes=2)
    data = device.registration(
        captured(device, scene.card(), read_at=soon), confirmed_at=soon, created_at=soon
    )
    announce(device, {"sha256": hashlib.sha256(data).hexdigest()})
    set_state(scene, device, DeviceState.REVOKED)
    scene.attempt(other, data, "SIGNATURE_INVALID")


ATTACK = Attack(
    abuses="a read after the device was revoked",
    run=_run,
    controls=(Control.READ_BEFORE_REVOCATION,),
)
