"""A revoked outlet sets its clock back, and delivers as if it had captured before."""

from __future__ import annotations

from datetime import timedelta

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import now
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device, code = scene.device, scene.gateway.outlet_code
    case = captured(device, scene.card())
    scene.clock.ahead = now() - case.reads[0].read_at + timedelta(seconds=1)
    scene.gateway.call(lambda desk: desk.channels.revoke(code))
    scene.attempt(device, device.registration(case), "CAPTURED_AFTER_REVOCATION")


ATTACK = Attack(
    abuses="a clock set back behind a revocation", run=_run, controls=(Control.COUNTERSIGNED_HEAD,)
)
