"""Somebody is verified; then a second card is judged in the same case, and whose list is shown?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from pos_client.protocol.message import read
from pos_client.protocol.own_numbers import OwnNumbersAnswer, own_number_from
from pos_client.sandbox.cases import Cases
from tests.attacks.attack import Attack, Mutant, Side
from tests.attacks.numbers_that_exist import OWN_HALL, verified_for_own_numbers
from tests.attacks.reviewing import approved_by_centre, unsure
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    mine = verified_for_own_numbers(scene, "resident-wang", "1")
    theirs = device.open_case()
    theirs.id, theirs.flow = mine.id, mine.flow
    device.read(theirs, scene.card("resident-lin"))
    device.photograph(theirs, seed="2")
    unsure(scene)  # nobody has looked at this one, and nobody will
    device.verify(theirs)
    answer = device.ask_own_numbers(theirs, verdicts=list(mine.verdicts), review="")
    listed = read(OwnNumbersAnswer, answer.json()).numbers if answer.is_success else ()
    if listed:  # by now it has been seen, whatever the centre says afterwards
        approved_by_centre(scene, theirs)
        theirs.disputed = own_number_from(listed[0])
    scene.attempt(device, device.registration(theirs), "IDENTITY_MISMATCH")


@contextmanager
def _no_book() -> Iterator[None]:
    with mock.patch.multiple(Cases, begin=mock.Mock(), know=mock.Mock(), settle=mock.Mock()):
        yield


ATTACK = Attack(
    abuses="the list of what stands in somebody's name",
    run=_run,
    outlet=OWN_HALL,
    mutants=(Mutant("a case is one transaction and one person", Side.GATEWAY, _no_book),),
)
