"""An agent's counter asks for what stands in a customer's name, and disputes a number of it."""

from __future__ import annotations

from pos_client.protocol.message import read
from pos_client.protocol.own_numbers import OwnNumbersAnswer, own_number_from
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import verified_for_own_numbers
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = verified_for_own_numbers(scene, "resident-lin", "1")
    answer = device.ask_own_numbers(case)
    if answer.is_error:
        scene.note(answer.json()["code"], "OWN_NUMBERS_REFUSED")
    else:
        shown = read(OwnNumbersAnswer, answer.json()).numbers
        case.disputed = own_number_from(shown[0])
    scene.attempt(device, device.registration(case), "OWN_HALL_ONLY")


ATTACK = Attack(
    abuses="a list that only the carrier's own halls show",
    run=_run,
    controls=(Control.OWN_HALL,),
)
