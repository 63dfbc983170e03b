"""What a store holds besides its queue that has to be kept and lies nowhere else."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from pos_client.domain.registration import OutboxState
from pos_client.infrastructure.database import audit_chain
from pos_client.infrastructure.database.retention import RECORD_KEPT
from pos_client.infrastructure.database.tables import (
    HAS_OPEN_OUTCOME,
    envelopes,
    forwarded,
    inspections,
    outbox,
)

__all__ = ["KeptEvidence", "kept_evidence"]


@dataclass(frozen=True, slots=True)
class KeptEvidence:
    """How much of each kind, as the table of retention names them.

    Attributes:
        receipts: the gateway's signed words that have to be kept for 24 months, and have not been;
            among them the months that were signed off here.
        open_outcomes: of these, how many the gateway has yet to decide about, or the customer.
        envelopes: sealed bytes within the days in which a restored gateway may ask for them.
        audit_entries: those that the gateway has not countersigned.
    """

    receipts: int
    open_outcomes: int
    envelopes: int
    audit_entries: int

    def __bool__(self) -> bool:
        return any(astuple(self))


def kept_evidence(connection: Connection, now: datetime) -> KeptEvidence:
    def count(table: str) -> int:
        found: int = connection.execute(counts[table]).scalar_one()
        return found

    settled = OutboxState.SETTLED.value
    since = now - RECORD_KEPT
    number = func.count()
    counts = {
        "own": select(number).where(outbox.c.state == settled, outbox.c.settled_at > since),
        "others": select(number).where(
            forwarded.c.state == settled, forwarded.c.settled_at > since
        ),
        "months": select(number).where(inspections.c.signed_at > since),
        "open": select(number).select_from(outbox).where(HAS_OPEN_OUTCOME),
        "sealed": select(number)
        .select_from(envelopes)
        .join(outbox)
        .where(outbox.c.state == settled),
        "sealed of others": select(number).where(
            forwarded.c.state == settled, forwarded.c.envelope.is_not(None)
        ),
    }
    index, _ = audit_chain.head(connection)
    return KeptEvidence(
        receipts=count("own") + count("others") + count("months"),
        open_outcomes=count("open"),
        envelopes=count("sealed") + count("sealed of others"),
        audit_entries=index - audit_chain.countersigned_index(connection),
    )
