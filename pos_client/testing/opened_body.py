"""Opening what a counter has sealed to a gateway in memory."""

from __future__ import annotations

from pos_client.protocol.bodies import BodyRefused, RegistrationBody
from pos_client.protocol.envelope import Envelope
from pos_client.testing.keys import InMemorySealer

__all__ = ["opened_body"]


def opened_body(sealer: InMemorySealer, frozen: bytes) -> RegistrationBody | None:
    """The body of a registration; None for one that was sealed elsewhere."""
    envelope = Envelope.from_bytes(frozen)
    opened = sealer.open(envelope.sealed_body, envelope.header)
    try:
        return None if opened is None else RegistrationBody.from_bytes(opened)
    except BodyRefused:
        return None
