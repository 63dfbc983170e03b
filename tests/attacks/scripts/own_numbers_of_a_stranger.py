"""What stands in a customer's name is asked for with the answers about somebody else."""

from __future__ import annotations

from pos_client.protocol.message import read
from pos_client.protocol.own_numbers import OwnNumbersAnswer, own_number_from
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL, verified_for_own_numbers
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    mine = verified_for_own_numbers(scene, "resident-jin", "1")
    theirs = verified_for_own_numbers(scene, "resident-lin", "2")
    answer = device.ask_own_numbers(theirs, verdicts=list(mine.verdicts))
    if answer.is_error:
        scene.note(answer.json()["code"], "OWN_NUMBERS_REFUSED")
        return
    shown = read(OwnNumbersAnswer, answer.json()).numbers
    theirs.disputed = own_number_from(shown[0])
    scene.attempt(device, device.registration(theirs))


ATTACK = Attack(
    abuses="the list of what stands in somebody's name",
    run=_run,
    outlet=OWN_HALL,
    controls=(Control.OWN_NUMBERS_VERIFIED,),
)
