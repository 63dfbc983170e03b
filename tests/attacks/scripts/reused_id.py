"""The id of a registration comes again with other bytes, or the same bytes take effect twice."""

from __future__ import annotations

from pos_client.protocol.api import TroubleCode
from pos_client.protocol.envelope import Envelope
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    data = device.registration(captured(device, scene.card()))
    scene.honest(device, data)
    scene.honest(device, data)
    other = captured(device, scene.card("resident-wang"), 1)
    forged = device.registration(other, id=Envelope.from_bytes(data).header.id)
    scene.attempt(device, forged, TroubleCode.ID_REUSED)


ATTACK = Attack(abuses="the idempotency key", run=_run, controls=(Control.IDEMPOTENCY,))
