"""What the store that forgets keeps of one registration and of one day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from pos_client.application.storage import Due
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.domain.registration import (
    OutboxRow,
    OutboxState,
    SealedRegistration,
    awaits_answer,
)

__all__ = [
    "Day",
    "EarlierWord",
    "Kept",
    "due_if_whole",
    "is_open",
    "is_shown",
    "reached_by",
    "row_of",
    "take_answer",
    "turn_of",
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


def is_shown(
    row: OutboxRow,
    states: Sequence[OutboxState],
    *,
    needs_customer: bool,
    under_review: bool,
) -> bool:
    """Whether a page of the queue that asks so has this row."""
    if under_review:
        return row.outcome is Outcome.UNDER_REVIEW
    if not needs_customer:
        return row.state in states
    return row.is_offline and row.outcome in (Outcome.AWAITING_CUSTOMER, Outcome.REJECTED)


def due_if_whole(kept: Kept) -> Due | None:
    """As the outbox takes it; None when these are not the bytes that were saved."""
    row, sha256 = kept.row, kept.sealed.envelope_sha256
    envelope = kept.envelope or b""
    if hashlib.sha256(envelope).digest() != sha256:
        return None
    earlier = kept.earlier[-1].token if kept.earlier else ""
    return Due(row.id, row.sequence, envelope, sha256, row.attempts, earlier)


def is_open(kept: Kept) -> bool:
    """Whether something is still to come: an outcome, or the answer to a dispute."""
    row = kept.row
    if row.outcome is None:
        return False
    return not row.outcome.is_final or awaits_answer(row.flow, row.outcome, row.code)


def turn_of(kept: Kept) -> tuple[bool, datetime, int]:
    """In which order they are asked about: outcomes first, each in its turn."""
    asked_at = kept.asked_at or kept.row.created_at
    return kept.row.outcome is Outcome.ACCEPTED, asked_at, kept.row.sequence


def take_answer(kept: Kept, receipt: Receipt, now: datetime) -> None:
    """Keep what the carrier has answered to a dispute; any other final outcome stays as it is."""
    row = kept.row
    if row.outcome is receipt.outcome and awaits_answer(row.flow, row.outcome, row.code):
        kept.row, kept.receipt = replace(row, code=receipt.code), receipt.token
        kept.asked_at = now
