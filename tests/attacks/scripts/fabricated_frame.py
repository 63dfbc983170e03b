"""A well-formed frame of a registered person, made up, with the SAM id of a listed reader."""

from __future__ import annotations

from dataclasses import replace

from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    person = scene.card()
    frame = bytearray(person.text)
    frame[66:70] = "改".encode("utf-16-le") * 2  # no card of this person has this address
    forged = replace(person, text=bytes(frame))
    case = device.open_case()
    device.read(case, forged, driver_sha256="11" * 32)
    device.verify(case)
    device.hold(case)
    scene.attempt(device, device.registration(case), "ACCEPTED")
    case = captured(device, replace(scene.card("resident-wang"), serial=bytes(8)))
    scene.attempt(device, device.registration(case), "ACCEPTED")


ATTACK = Attack(
    abuses="the SAM id, echoed, with frames that no card gave and the live key",
    run=_run,
    is_residual=True,
)
