"""A device that was revoked delivers as before."""

from __future__ import annotations

import hashlib

from pos_client.protocol.api import TroubleCode
from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import DeviceState
from tests.attacks.attack import Attack
from tests.attacks.moves import (
    announce,
    set_state,
)
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    data = device.registration(captured(device, scene.card()))
    announce(device, {"sha256": hashlib.sha256(data).hexdigest()})
    set_state(scene, device, DeviceState.REVOKED)
    scene.attempt(device, data, TroubleCode.DEVICE_REVOKED)


ATTACK = Attack(abuses="the keys of a revoked device", run=_run, controls=(Control.DEVICE_REVOKED,))
