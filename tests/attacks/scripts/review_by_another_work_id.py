"""One person has two work ids, and is both pairs of eyes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from pos_client.domain.outlet import Role
from pos_client.sandbox.controls import Control
from pos_client.sandbox.credentials import Credentials
from pos_client.sandbox.desk import Desk
from tests.attacks.attack import Attack, Mutant, Side
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import gathered

__all__ = ["ATTACK"]

_PERSON, _PASSWORD = "EMP-0500", "invented-1"


def _run(scene: Scene) -> None:
    device, gateway = scene.device, scene.gateway

    def enter(desk: Desk) -> None:
        for number, role in (("0500", Role.CLERK), ("0501", Role.SUPERVISOR)):
            said = (number, "张示例", role, device.outlet_code, _PASSWORD)
            desk.sessions.enter_clerk(*said, person=_PERSON)

    gateway.call(enter)
    device.log_in("0500", _PASSWORD)
    case = gathered(device, scene.card("resident-second-number"))
    device.ask_review(case, "0501", _PASSWORD)
    scene.attempt(device, device.registration(case), "REVIEW_MISSING")


@contextmanager
def _by_number() -> Iterator[None]:
    with mock.patch.object(Credentials, "person_of", lambda _self, number: ("", number)):
        yield


ATTACK = Attack(
    abuses="a two-person decision, made by one under two work ids",
    run=_run,
    controls=(Control.SECOND_PERSON,),
    mutants=(Mutant("a person behind each work id", Side.GATEWAY, _by_number),),
)
