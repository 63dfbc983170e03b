"""A one-time code is used twice, before anybody approved it, or days later."""

from __future__ import annotations

from datetime import timedelta

from pos_client.protocol.api import TroubleCode
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    scene.clock.ahead = -timedelta(hours=25)
    old = scene.gateway.issue_code()
    scene.clock.ahead = timedelta()
    used = scene.gateway.issue_code()
    scene.patched_client(used)
    _enrol(scene, used)
    _enrol(scene, scene.gateway.issue_code(is_approved=False))
    _enrol(scene, old)


def _enrol(scene: Scene, code: str) -> None:
    """Take a code and, where it is taken, register with what it gave."""
    try:
        device = scene.patched_client(code)
    except AssertionError:
        scene.note(TroubleCode.CODE_REFUSED, TroubleCode.CODE_REFUSED)
        return
    scene.attempt(device, device.registration(captured(device, scene.card())))


ATTACK = Attack(
    abuses="a one-time enrolment code",
    run=_run,
    controls=(Control.ENROLMENT_ONCE, Control.ENROLMENT_APPROVED, Control.ENROLMENT_LIFE),
)
