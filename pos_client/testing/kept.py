"""What the store that forgets keeps of one registration and of one day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from pos_client.application.storage import Due
from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import OutboxRow, OutboxState, SealedRegistration

__all__ = [
    "Day",
    "EarlierWord",
    "Kept",
    "due_if_whole",
    "needs_customer_of",
    "reached_by",
    "row_of",
]


@dataclass(frozen=True)
class EarlierWord:
    """A receipt that the gateway has forgotten."""

    outcome: Outcome
    settled_at: datetime
    token: str


@dataclass
class Kept:
    """A saved registration."""

    row: OutboxRow
    sealed: SealedRegistration
    envelope: bytes | None
    asked_at: datetime | None = None
    receipt: str = ""
    earlier: list[EarlierWord] = field(default_factory=list)
    is_noted: bool = False


@dataclass(frozen=True)
class Day:
    """The totals of a day."""

    saved: int = 0
    accepted: int = 0
    rejected: int = 0


def reached_by(at_least: int, ends: Iterable[datetime]) -> datetime | None:
    latest_first = sorted(ends, reverse=True)
    return latest_first[at_least - 1] if len(latest_first) >= at_least else None


def row_of(sealed: SealedRegistration) -> OutboxRow:
    return OutboxRow(
        id=sealed.id,
        sequence=sealed.sequence,
        state=OutboxState.PENDING,
        flow=sealed.flow,
        is_offline=sealed.is_offline,
        clerk_number=sealed.clerk_number,
        masked_name=sealed.masked_name,
        masked_id_number=sealed.masked_id_number,
        masked_phone_number=sealed.masked_phone_number,
        created_at=sealed.created_at,
        attempts=0,
        next_try_at=None,
        reason="",
        outcome=None,
        code="",
        settled_at=None,
    )


def needs_customer_of(row: OutboxRow) -> bool:
    return row.is_offline and row.outcome in (Outcome.AWAITING_CUSTOMER, Outcome.REJECTED)


def due_if_whole(kept: Kept) -> Due | None:
    """As the outbox takes it; None when these are not the bytes that were saved."""
    row, sha256 = kept.row, kept.sealed.envelope_sha256
    envelope = kept.envelope or b""
    if hashlib.sha256(envelope).digest() != sha256:
        return None
    earlier = kept.earlier[-1].token if kept.earlier else ""
    return Due(row.id, row.sequence, envelope, sha256, row.attempts, earlier)
