"""Nobody was shown a notice, and the case says that everybody agreed."""

from __future__ import annotations

from dataclasses import replace

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = captured(device, scene.card())
    device.agree(case)
    assert case.consent is not None
    case.consent = replace(case.consent, agreed=case.consent.agreed[:1])
    scene.attempt(device, device.registration(case), "CONSENT_MISSING")


ATTACK = Attack(abuses="the notices and the consent", run=_run, controls=(Control.CONSENT,))
