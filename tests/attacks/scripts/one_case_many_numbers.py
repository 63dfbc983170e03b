"""One id of a case, one photo, one consent and one approval serve one number after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from pos_client.sandbox.cases import Cases
from tests.attacks.attack import Attack, Mutant, Side
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import gathered

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device, gateway = scene.device, scene.gateway
    first = gathered(device, scene.card("resident-second-number"))
    device.ask_review(first, gateway.supervisor_number, gateway.supervisor_password)
    scene.honest(device, device.registration(first))
    second = device.open_case()
    second.id, second.photo, second.consent = first.id, first.photo, first.consent
    device.read(second, scene.card("resident-second-number"))
    device.verify(second)
    device.hold(second)
    device.ask_review(second, gateway.supervisor_number, gateway.supervisor_password)
    scene.attempt(device, device.registration(second), "IDENTITY_MISMATCH")


@contextmanager
def _no_book() -> Iterator[None]:
    nothing = {name: mock.Mock() for name in ("begin", "check_open", "settle")}
    with mock.patch.multiple(Cases, **nothing):
        yield


ATTACK = Attack(
    abuses="the id of a case, which is the client's to choose",
    run=_run,
    mutants=(Mutant("a case settles once", Side.GATEWAY, _no_book),),
)
"""Two controls stand here, the transaction and the settling, and each has an attack of its own."""
