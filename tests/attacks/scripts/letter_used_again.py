"""One letter of authority, photographed once, for one number after the other."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.acting import BY_TRUSTEE, acted
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    first, second = (
        acted(scene, BY_TRUSTEE, each, "resident-lin") for each in ("resident-wang", "resident-jin")
    )
    scene.honest(device, device.registration(first))
    second.others[0].documents = first.others[0].documents
    scene.attempt(device, device.registration(second), "DOCUMENT_USED")


ATTACK = Attack(
    abuses="a letter that was brought before",
    run=_run,
    policy={"trustee_quota": 100},
    outlet=OWN_HALL,
    controls=(Control.DOCUMENT_ONCE,),
)
