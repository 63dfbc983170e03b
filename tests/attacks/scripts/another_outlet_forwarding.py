"""A device of another outlet forwards what was captured here."""

from __future__ import annotations

from dataclasses import replace

from pos_client.protocol.api import TroubleCode
from pos_client.sandbox.controls import Control
from pos_client.sandbox.policy import DEMO_OUTLET
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]

_ELSEWHERE = replace(DEMO_OUTLET, code="FJ-DEMO-0099", agent_number="DL-350100-0099")


def _run(scene: Scene) -> None:
    device = scene.device
    data = device.registration(captured(device, scene.card()))
    other = scene.enrolled(scene.other_outlet(_ELSEWHERE))
    scene.attempt(other, data, TroubleCode.CERTIFICATE_MISMATCH)


ATTACK = Attack(
    abuses="a live device of another outlet", run=_run, controls=(Control.FORWARDING_OUTLET,)
)
