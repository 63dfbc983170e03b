"""What one read of a card proves, and the challenge it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

__all__ = ["Challenge", "Evidence", "EvidenceLevel"]


class EvidenceLevel(StrEnum):
    """How much a read proves: A decoded behind the gateway, B decoded on the host by a SAM."""

    A = "A"
    B = "B"

    def meets(self, needed: EvidenceLevel) -> bool:
        """Whether this is enough where `needed` is asked for."""
        return self is EvidenceLevel.A or needed is EvidenceLevel.B


@dataclass(frozen=True, slots=True)
class Challenge:
    """A nonce of the gateway, used up by one read, a cancelled one too.

    Attributes:
        real_name_transaction_id: the carrier's number for the case, empty for a challenge
            from the offline pool.
    """

    id: str
    nonce: bytes = field(repr=False)
    expires_at: datetime
    real_name_transaction_id: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One read of one card, as bytes, with everything that says how it came about.

    Attributes:
        driver_sha256: hex digest of the driver's source; self-reported, hence hygiene only.
        previous_head: the audit chain's head before this read's own entry, 32 bytes.
        level: B, unless a decoder behind the gateway signed the read.
        signed_read: the decoder's word (JWS) over these frames, challenge and case; empty at B.
    """

    id: UUID
    raw_text: bytes = field(repr=False)
    raw_photo: bytes = field(repr=False)
    sam_id: str
    card_serial: str = field(repr=False)
    reader_address: str
    driver: str
    driver_version: str
    driver_sha256: str
    is_simulated: bool
    challenge: Challenge
    read_at: datetime
    monotonic_ns: int
    boot_id: str
    duration_s: float
    read_counter: int
    previous_head: bytes = field(repr=False)
    level: EvidenceLevel = EvidenceLevel.B
    signed_read: str = field(default="", repr=False)
