"""The port to the decoder behind the gateway."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from drivers.decoder import Decoded
from pos_client.domain.evidence import Challenge
from pos_client.protocol.words import Session

__all__ = ["Decodings", "OpenedDecoding"]


@dataclass(frozen=True, slots=True)
class OpenedDecoding:
    """A conversation that the decoder has opened for one challenge; `opening` is for the card."""

    decoding_id: str
    challenge_id: str
    opening: bytes = field(repr=False)


class Decodings(Protocol):
    """Raises `trouble.GatewayTrouble` leaves only."""

    def open(self, challenge: Challenge, session: Session) -> OpenedDecoding: ...

    def finish(self, opened: OpenedDecoding, answer: bytes, session: Session) -> Decoded:
        """The frames that card and reader have answered, with the decoder's checked word."""
