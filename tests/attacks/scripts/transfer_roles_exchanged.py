"""Both were judged, and then each is sealed in the role of the other."""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from unittest import mock

from pos_client.domain.flows import TRANSFER
from tests.attacks.attack import Attack, Mutant, Side
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.scene import Scene
from tests.attacks.transfers import MANY_NUMBERS, between
from tests.integration.sandbox.case_at_hand import CaseAtHand

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = _exchanged(between(scene, "resident-lin", "resident-wang", 7))
    scene.attempt(device, device.registration(case), "IDENTITY_MISMATCH")
    case = _exchanged(between(scene, "hmt-ho", "resident-tong", 220))
    for each in (case, *case.others):  # a photo is of one role, so both are taken once more
        device.photograph(each, seed=f"{each.role} again")
    scene.attempt(device, device.registration(case), "IDENTITY_MISMATCH")
    # The names of the roles alone.
    case = between(scene, "resident-jin", "resident-ma", 200)
    body = device.body(case)
    (other,) = body.parties
    renamed = replace(body, parties=(replace(other, role=TRANSFER.lead),))
    scene.attempt(device, device.sealed(case, renamed), "IDENTITY_MISMATCH")


def _exchanged(case: CaseAtHand) -> CaseAtHand:
    """Whoever has the number stands as whoever gets it, and the other way round."""
    (present,) = case.others
    case.role, present.role = present.role, None
    case.others, present.others = (), (case,)
    return present


def _judged_in_any_role() -> AbstractContextManager[object]:
    from pos_client.sandbox.cases import Cases
    from pos_client.sandbox.registration_checks import RegistrationChecks

    stack = ExitStack()
    anybody = dict.fromkeys(TRANSFER.roles, ())
    for name, answer in (("_check_verdicts", anybody), ("_review_of_people", ())):
        stack.enter_context(mock.patch.object(RegistrationChecks, name, return_value=answer))
    stack.enter_context(mock.patch.object(Cases, "know"))
    return stack


ATTACK = Attack(
    abuses="verdicts about somebody in another role",
    run=_run,
    policy=MANY_NUMBERS,
    outlet=OWN_HALL,
    mutants=(Mutant("verdicts of the own role", Side.GATEWAY, _judged_in_any_role),),
)
