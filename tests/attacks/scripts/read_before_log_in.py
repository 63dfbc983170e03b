"""Cards are read by nobody in particular, and a clerk lends the session afterwards."""

from __future__ import annotations

from datetime import timedelta

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import block_number
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.enrolled(scene.gateway.issue_code())
    for place, (card, is_offline) in enumerate((("resident-lin", False), ("resident-wang", True))):
        scene.clock.ahead = timedelta()
        case = device.offline_case()
        device.read(case, scene.card(card))
        case.phone_number = block_number(device, place)
        body = {"clerk_number": scene.gateway.clerk_number, "is_offline_session": is_offline}
        scene.clock.ahead = timedelta(hours=20)
        number = scene.gateway.clerk_number
        assert device.log_in(number, scene.password_of(number)).status_code == 200
        scene.attempt(device, device.registration(case, **body), "CLERK_NOT_ENTITLED")


ATTACK = Attack(
    abuses="a session that began after the read",
    run=_run,
    controls=(Control.SESSION_BEGUN,),
)
