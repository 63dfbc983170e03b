"""A code that one customer has read out is kept, and spent on the case of another."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import (
    about,
    begun_about,
    by_code,
    captured_about,
    code_of,
    number_of,
    send_code,
)
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]

_NUMBER = 103


def _run(scene: Scene) -> None:
    device = scene.device
    send_code(scene, _NUMBER)
    digits = scene.gateway.call(lambda desk: desk.subscribers.codes.newest(number_of(_NUMBER)))
    subject = by_code(_NUMBER, code_of(scene, _NUMBER, digits))
    first = about(scene, "re_registration", subject, "resident-wang", "1")  # and given up
    case = about(scene, "re_registration", subject, "resident-ma", "2")
    scene.attempt(device, device.registration(case), "VERDICT_INVALID")
    case = captured_about(scene, subject, "resident-jin", "3")
    scene.attempt(device, device.registration(case), "USE_NOT_PROVEN")
    case = begun_about(scene, "re_registration", subject, "resident-tong", "4")
    case.id = first.id  # which is a name that the client has made up
    device.verify(case)
    scene.attempt(device, device.registration(case), "IDENTITY_MISMATCH")


ATTACK = Attack(
    abuses="a code that another customer has read out",
    run=_run,
    controls=(Control.CODE_OF_CASE,),
)
