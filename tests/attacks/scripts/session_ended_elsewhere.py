"""A clerk works on at a second computer; the first one says that it had no line since."""

from __future__ import annotations

from datetime import timedelta

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    scene.clock.ahead = -timedelta(minutes=10)
    first = scene.device
    scene.patched_client()  # the same clerk
    scene.clock.ahead = timedelta()
    case = captured(first, scene.card())
    data = first.registration(case, is_offline_session=True)
    scene.attempt(first, data, "CLERK_NOT_ENTITLED")


ATTACK = Attack(
    abuses="an offline log-in, to work on two devices at once",
    run=_run,
    controls=(Control.SESSION_ENDED, Control.ONE_SESSION),
)
