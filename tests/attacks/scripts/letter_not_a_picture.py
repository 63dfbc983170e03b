"""A letter that says of itself that it is a picture, and that nobody will ever open."""

from __future__ import annotations

from dataclasses import replace

from pos_client.sandbox.controls import Control
from tests.attacks.acting import BY_TRUSTEE, acted
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = acted(scene, BY_TRUSTEE, "resident-wang", "resident-lin")
    device.body(case)
    (letter,) = case.others[0].documents or ()
    (page,) = letter.images
    broken = replace(page, jpeg=page.jpeg.partition(b"\xff\xc4")[0] + b"\xff\xd9")
    case.others[0].documents = (replace(letter, images=(broken,)),)
    scene.attempt(device, device.registration(case), "DOCUMENT_INVALID")


ATTACK = Attack(
    abuses="a letter that nobody can look at",
    run=_run,
    outlet=OWN_HALL,
    controls=(Control.DOCUMENT_PICTURE,),
)
