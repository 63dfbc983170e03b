"""What was judged in one transaction is sealed in another, with a second read of the same card."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device, card = scene.device, scene.card()
    other, case = device.open_case(), device.open_case()
    device.read(other, card)
    device.read(case, card)
    device.verify(case)
    case.transaction_id, case.reads = other.transaction_id, (*other.reads, *case.reads)
    device.hold(case)
    scene.attempt(device, device.registration(case), "IDENTITY_MISMATCH")


ATTACK = Attack(
    abuses="a second transaction for the same case",
    run=_run,
    controls=(Control.CASE_OF_TRANSACTION,),
)
