"""A gateway is told that it has decided before, and forgotten: in words that are not its own."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from pos_client.domain.outcome import Outcome, Receipt
from pos_client.protocol.api import Headers
from pos_client.protocol.envelope import Envelope
from pos_client.protocol.jws import TokenRefused, TokenType
from pos_client.protocol.words import receipt_claims
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import now
from tests.attacks.scene import Scene
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import captured, gathered

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    first = gathered(device, scene.card())
    honest = device.registration(first)
    scene.honest(device, honest)
    theirs = device.register(honest).json()["token"]
    for shown in (theirs, ""):
        case = captured(device, scene.card("resident-wang"), challenge=first.challenge)
        case.transaction_id = first.transaction_id
        data = device.registration(case)
        token = shown or _made_up(device, data, case.phone_number, now())
        device.headers[Headers.EARLIER_RECEIPT] = token
        try:
            scene.attempt(device, data, "CHALLENGE_USED")
        except TokenRefused:  # it has taken the device's word for its own, and says it after it
            scene.note("ACCEPTED", "CHALLENGE_USED")
    device.headers.clear()


def _made_up(device: TestDevice, data: bytes, phone_number: str, at: datetime) -> str:
    """An acceptance of exactly these bytes, signed by the device's own key."""
    id_: UUID = Envelope.from_bytes(data).header.id
    sha256 = hashlib.sha256(data).digest()
    word = Receipt(id_, device.id, sha256, Outcome.ACCEPTED, "", phone_number, at, token="")
    return device.token(receipt_claims(word), TokenType.RECEIPT)


ATTACK = Attack(
    abuses="what a restored gateway believes",
    run=_run,
    controls=(Control.EARLIER_RECEIPT,),
)
