"""Invented registrations and receipts, sealed bytes being random ones."""

from __future__ import annotations

import hashlib
import random
from datetime import UTC, datetime
from uuid import UUID

from pos_client.domain.audit import AuditEvent
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.domain.registration import SealedRegistration

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
SEALED = AuditEvent("case_sealed", NOON, {"sequence": 1})


def registration(
    sequence: int,
    *,
    id_: UUID | None = None,
    is_offline: bool = False,
    clerk_number: str = "1001",
    created_at: datetime = NOON,
    predecessor_id: UUID | None = None,
    leased_number: str = "",
    size: int = 300,
) -> SealedRegistration:
    """A registration that repeats from its sequence."""
    chance = random.Random(sequence)
    envelope = chance.randbytes(size)
    return SealedRegistration(
        id=id_ or UUID(int=chance.getrandbits(128), version=4),
        case_id=UUID(int=chance.getrandbits(128), version=4),
        sequence=sequence,
        flow="new_number",
        is_offline=is_offline,
        clerk_number=clerk_number,
        masked_name="张*",
        masked_id_number="3501**********1234",
        masked_phone_number="138****8000",
        created_at=created_at,
        envelope=envelope,
        envelope_sha256=hashlib.sha256(envelope).digest(),
        predecessor_id=predecessor_id,
        leased_number=leased_number,
    )


def receipt(
    sealed: SealedRegistration, outcome: Outcome = Outcome.ACCEPTED, code: str = ""
) -> Receipt:
    """What the gateway would answer."""
    return Receipt(
        registration_id=sealed.id,
        device_id="D-1",
        body_sha256=sealed.envelope_sha256,
        outcome=outcome,
        code=code,
        phone_number="",
        issued_at=NOON,
        token=f"token-{outcome.value}",
    )
