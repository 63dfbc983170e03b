"""The session of a clerk who logged in on the computer beside it."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    theirs = scene.patched_client(clerk_number="0018")
    device = scene.device
    case = captured(device, scene.card())
    more = {"session": theirs.session, "clerk_number": "0018"}
    scene.attempt(device, device.registration(case, **more), "CLERK_NOT_ENTITLED")


ATTACK = Attack(
    abuses="a session that belongs to another device",
    run=_run,
    controls=(Control.CLERK_SESSION,),
)
