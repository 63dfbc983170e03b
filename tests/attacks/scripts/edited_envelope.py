"""Header or body of a sealed case is changed on its way, and signed anew."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from unittest import mock

from pos_client.protocol.api import TroubleCode
from pos_client.protocol.envelope import Envelope, Header
from tests.attacks.attack import Attack, Mutant, Side
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    envelope = Envelope.from_bytes(device.registration(captured(device, scene.card())))
    header = replace(envelope.header, sequence=envelope.header.sequence + 1)
    sealed = bytearray(envelope.sealed_body)
    sealed[-1] ^= 1
    for data in (
        replace(envelope, header=header).to_bytes(),
        device.signed(header, envelope.sealed_body),
        device.signed(envelope.header, bytes(sealed)),
    ):
        scene.attempt(device, data, TroubleCode.ENVELOPE_UNREADABLE)


def _unbound() -> AbstractContextManager[object]:
    return mock.patch.object(Header, "info", return_value=bytes(32))


ATTACK = Attack(
    abuses="an envelope in the queue or on the line",
    run=_run,
    mutants=(Mutant("the header bound into the seal", Side.GATEWAY, _unbound),),
)
