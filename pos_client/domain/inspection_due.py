"""When a month's self-inspection is due, and when nothing new may begin without it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pos_client.domain.flow import Flow
from pos_client.domain.month import Month, begin_of_local_day, month_of

__all__ = ["InspectionDue", "InspectionPolicy", "Urgency", "opens_number"]


class Urgency(StrEnum):
    """How loud a reminder is."""

    READY = "READY"
    DUE = "DUE"
    OVERDUE = "OVERDUE"


@dataclass(frozen=True, slots=True)
class InspectionDue:
    """The oldest month that nobody has signed.

    Attributes:
        blocks_from: from this moment on no new number begins here.
    """

    month: Month
    urgency: Urgency
    blocks_from: datetime


@dataclass(frozen=True, slots=True)
class InspectionPolicy:
    """What the carrier asks of one outlet, by its signed configuration.

    Attributes:
        owes_from: the oldest month that the gateway has no signed report of.
        due_day: of the month after; from then on the reminder is amber.
        grace_days: how long after the due day new numbers go on.
    """

    owes_from: Month
    due_day: int = 5
    grace_days: int = 10

    def blocks_from(self, month: Month) -> datetime:
        """From when on no new number begins without this month's report."""
        days = timedelta(days=self.due_day - 1 + self.grace_days)
        return begin_of_local_day(month.next.first_day + days)

    def due(self, now: datetime, signed_until: Month | None = None) -> InspectionDue | None:
        """The oldest month that is over and not signed; None where there is none.

        Args:
            signed_until: the newest month that was signed at this counter, which the gateway may
                not know yet.
        """
        month = self.owes_from
        if signed_until is not None:
            month = max(month, signed_until.next)
        if month >= month_of(now):
            return None
        blocks_from = self.blocks_from(month)
        due_from = blocks_from - timedelta(days=self.grace_days)
        urgency = Urgency.READY
        if now >= blocks_from:
            urgency = Urgency.OVERDUE
        elif now >= due_from:
            urgency = Urgency.DUE
        return InspectionDue(month, urgency, blocks_from)


def opens_number(flow: Flow) -> bool:
    """Whether a flow gives somebody a number that was nobody's here: sold, brought along, or of a
    unit's order. One that completes what was captured before does not."""
    return (flow.sells and not flow.completes) or flow.opens_order
