"""The request comes without the certificate of a device, or with none of ours."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from unittest import mock

from sqlalchemy import select

from pos_client.protocol.api import TroubleCode
from pos_client.sandbox import tables
from pos_client.sandbox.door import Caller, Door, Knock, Needs
from tests.attacks.attack import Attack, Mutant, Side
from tests.attacks.scene import Scene
from tests.integration.sandbox.enrolling import stranger
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    data = device.registration(captured(device, scene.card()))
    own = device.client
    with stranger(scene.gateway.gateway_file) as device.client:
        scene.attempt(device, data, TroubleCode.CERTIFICATE_MISSING)
    device.client = own


def _proxied() -> AbstractContextManager[object]:
    """As behind a proxy that ends TLS and vouches for everybody."""
    admit = Door.admit

    def vouched(door: Door, knock: Knock, needs: Needs) -> Caller:
        book = tables.certificates
        known = door._devices._connection.scalar(select(book.c.fingerprint))
        return admit(door, replace(knock, fingerprint=knock.fingerprint or known or ""), needs)

    return mock.patch.object(Door, "admit", vouched)


ATTACK = Attack(
    abuses="the TLS certificate of the device",
    run=_run,
    mutants=(Mutant("certificate at the door", Side.GATEWAY, _proxied),),
)
