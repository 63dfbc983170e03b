"""The figures of a queue in memory."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import OutboxState, QueueSummary
from pos_client.testing.forwarded import Forwarded
from pos_client.testing.kept import Day, Kept

__all__ = ["figures"]


def figures(
    kept: Collection[Kept], forwarded: Forwarded, day: Day, last_receipt_at: datetime | None
) -> QueueSummary:
    """Count it all anew; `kept` stands in the order in which it was saved."""
    pending = [each.row for each in kept if each.row.state is OutboxState.PENDING]
    aside = [each.row for each in kept if each.row.state is OutboxState.QUARANTINED]
    outcomes = [each.row.outcome for each in kept]
    others = forwarded.in_state(OutboxState.PENDING)
    others_aside = forwarded.in_state(OutboxState.QUARANTINED)
    oldest = [row.created_at for row in (*pending[:1], *others)]
    return QueueSummary(
        pending=len(pending) + len(others),
        quarantined=len(aside) + len(others_aside),
        forwarded=len(others) + len(others_aside),
        under_review=outcomes.count(Outcome.UNDER_REVIEW),
        awaiting_customer=outcomes.count(Outcome.AWAITING_CUSTOMER),
        oldest_pending_at=min(oldest, default=None),
        last_receipt_at=last_receipt_at,
        saved_today=day.saved,
        accepted_today=day.accepted,
        rejected_today=day.rejected,
    )
