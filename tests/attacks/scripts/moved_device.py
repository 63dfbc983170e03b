"""A device of one outlet works at another and says so."""

from __future__ import annotations

from pos_client.protocol.api import Headers, TroubleCode
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    data = device.registration(captured(device, scene.card()))
    device.headers = {Headers.OUTLET_CODE: "FJ-DEMO-0099"}
    scene.attempt(device, data, TroubleCode.OUTLET_UNKNOWN)


ATTACK = Attack(
    abuses="a device carried to another outlet", run=_run, controls=(Control.CALLER_OUTLET,)
)
