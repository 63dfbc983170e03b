"""A sealed case on its way to the gateway: the row of the outbox, free of identity."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pos_client.domain.flows import DISPUTED_NUMBER
from pos_client.domain.outcome import Outcome

__all__ = [
    "GATEWAY_FORGOT",
    "PREDECESSOR_REJECTED",
    "PUT_ASIDE",
    "OutboxRow",
    "OutboxState",
    "QueueSummary",
    "SealedRegistration",
    "SecondCopy",
    "awaits_answer",
]


PREDECESSOR_REJECTED = "PREDECESSOR_REJECTED"
"""Why a record is put aside: the one that had to go before it was rejected."""
GATEWAY_FORGOT = "GATEWAY_FORGOT"
"""Why a record that had its receipt is pending again: the gateway knows it no more."""
PUT_ASIDE = "PUT_ASIDE"
"""Somebody has put it aside by hand."""


def awaits_answer(flow: str, outcome: Outcome | None, code: str) -> bool:
    """Whether this is a dispute that was filed, and that the carrier has not answered yet.

    The answer is the code of a newer receipt; the acceptance stays what it was.
    """
    return flow == DISPUTED_NUMBER.name and outcome is Outcome.ACCEPTED and not code


class OutboxState(StrEnum):
    """Where a saved registration stands. There is no state in which it is gone."""

    PENDING = "PENDING"
    SETTLED = "SETTLED"
    QUARANTINED = "QUARANTINED"


@dataclass(frozen=True, slots=True)
class SealedRegistration:
    """What is committed in one transaction when the clerk confirms.

    Attributes:
        id: UUIDv7, made once, for ever; the Idempotency-Key.
        sequence: counts the envelopes of this device without gaps, from 1.
        envelope: the frozen bytes, sent as they are however often.
        envelope_sha256: 32 bytes; the receipt answers for exactly these.
        predecessor_id: a registration of the same person that has to settle first.
        leased_number: the number of the block that this case uses up, else empty.
    """

    id: UUID
    case_id: UUID
    sequence: int
    flow: str
    is_offline: bool
    clerk_number: str
    masked_name: str
    masked_id_number: str
    masked_phone_number: str
    created_at: datetime
    envelope: bytes = field(repr=False)
    envelope_sha256: bytes = field(repr=False)
    predecessor_id: UUID | None = None
    leased_number: str = ""


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One line of the queue page.

    Attributes:
        reason: the code of the last hindrance, such as `G-201`, empty while there is none.
        code: the gateway's code of a settled row that is not accepted.
        captured_by: the device of another counter for which this one delivers; else empty. Then
            `sequence` is the order in which it was taken in.
        held_by: the sequence of the registration that has to settle before this one; 0 for none.
    """

    id: UUID
    sequence: int
    state: OutboxState
    flow: str
    is_offline: bool
    clerk_number: str
    masked_name: str
    masked_id_number: str
    masked_phone_number: str
    created_at: datetime
    attempts: int
    next_try_at: datetime | None
    reason: str
    outcome: Outcome | None
    code: str
    settled_at: datetime | None
    captured_by: str = ""
    held_by: int = 0


@dataclass(frozen=True, slots=True)
class SecondCopy:
    """How the shop's relay stands.

    Attributes:
        missing: how many unsettled records lie on this disk only.
        code: why no copy is made now; empty while the relay answers.
    """

    missing: int
    code: str = ""


@dataclass(frozen=True, slots=True)
class QueueSummary:
    """The queue in figures. Today's figures are those of one local calendar day.

    Attributes:
        forwarded: how many of those pending or put aside other counters captured.
        second_copy: None where the shop has no relay.
    """

    pending: int = 0
    quarantined: int = 0
    under_review: int = 0
    awaiting_customer: int = 0
    oldest_pending_at: datetime | None = None
    last_receipt_at: datetime | None = None
    saved_today: int = 0
    accepted_today: int = 0
    rejected_today: int = 0
    forwarded: int = 0
    second_copy: SecondCopy | None = None
