"""An outlet of one brand takes a number of another one's."""

from __future__ import annotations

from pos_client.protocol.api import Paths, TroubleCode
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import verified

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    scene.gateway.call(lambda desk: desk.numbers.fill_for("示例云信"))
    case = verified(device, scene.card())
    asked = {"phone_number": "17100000007", "real_name_transaction_id": case.transaction_id}
    answer = device.call("POST", Paths.NUMBER_HOLDS, json=asked)
    if answer.is_error:
        scene.note(scene.word_of(device, answer), TroubleCode.NUMBER_TAKEN)
        return
    case.phone_number, case.hold_id = asked["phone_number"], answer.json()["hold_id"]
    scene.attempt(device, device.registration(case))


ATTACK = Attack(abuses="a number of another brand", run=_run, controls=(Control.NUMBER_OF_BRAND,))
