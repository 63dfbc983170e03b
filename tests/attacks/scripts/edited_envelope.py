"""Header or body of a sealed case is changed on its way, and signed anew."""

from __future__ import annotations

from dataclasses import replace

from pos_client.protocol.api import TroubleCode
from pos_client.protocol.envelope import Envelope
from tests.attacks.attack import Attack
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


ATTACK = Attack(abuses="an envelope in the queue or on the line", run=_run)
