"""What the gateway decided about a registration."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

__all__ = ["Outcome", "Receipt"]


class Outcome(StrEnum):
    """The decision in a signed receipt. Only the first two are final."""

    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    UNDER_REVIEW = "UNDER_REVIEW"
    AWAITING_CUSTOMER = "AWAITING_CUSTOMER"

    @property
    def is_final(self) -> bool:
        return self in (Outcome.ACCEPTED, Outcome.REJECTED)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The gateway's signed answer, checked: nothing else settles a row of the outbox.

    Attributes:
        body_sha256: SHA-256 of the envelope's bytes that this receipt answers for.
        code: why, for every outcome but ACCEPTED; empty there.
        token: the JWS as it came.
        is_restored: a restore order went along with this acceptance.
        sim_works_from: when the new SIM begins to work, where a replacement is delayed; else None.
    """

    registration_id: UUID
    device_id: str
    body_sha256: bytes
    outcome: Outcome
    code: str
    phone_number: str
    issued_at: datetime
    token: str = field(repr=False)
    is_restored: bool = False
    sim_works_from: datetime | None = None
