"""What the use cases need for the monthly self-inspection: of the gateway, and of the store."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from pos_client.domain.audit import AuditEntry, AuditEvent
from pos_client.domain.inspection import InspectionPlan, InspectionReport
from pos_client.domain.inspection_draft import InspectionDraft
from pos_client.domain.month import Month
from pos_client.protocol.words import Session

__all__ = ["Inspections", "SignedInspection", "SignedInspections"]


@dataclass(frozen=True, slots=True)
class SignedInspection:
    """A month that was signed here.

    Attributes:
        number: counts those of this counter from 1.
        proof: the device's signature over the report's hash and the signer's session.
        acknowledged_at: when the gateway's receipt came; None before.
        reason: why the gateway does not take it; empty while it may.
    """

    number: int
    report: InspectionReport
    proof: str = field(repr=False)
    acknowledged_at: datetime | None = None
    reason: str = ""

    @property
    def is_waiting(self) -> bool:
        """Whether it is still on its way to the gateway."""
        return self.acknowledged_at is None and not self.reason


class SignedInspections(Protocol):
    """The store's part. Each method is one committed transaction, on one thread.

    What was signed is never changed: a report whose hash, or whose place in the chain of reports,
    does not fit any more raises `trouble.StoreDamaged` wherever it is read.
    """

    def draft(self, month: Month) -> InspectionDraft | None: ...

    def keep_draft(self, draft: InspectionDraft) -> None: ...

    def close(self, report: InspectionReport, proof: str, event: AuditEvent) -> AuditEntry:
        """Keep a signed month, chain its audit entry, and let its draft go.

        Raises:
            ValueError: this month was signed here, and the gateway has not refused it.
        """

    def signed_until(self) -> Month | None:
        """The newest month that was signed here and not refused."""

    def last(self) -> SignedInspection | None:
        """What was signed last, whatever became of it."""

    def next_to_deliver(self) -> SignedInspection | None:
        """The oldest that the gateway has not answered."""

    def acknowledge(self, number: int, receipt: str, at: datetime) -> None:
        """Keep the gateway's receipt."""

    def refuse(self, number: int, reason: str) -> None:
        """The gateway does not take it; the month may be signed once more."""


class Inspections(Protocol):
    """The gateway's part. Raises `trouble.GatewayTrouble` leaves only."""

    def plan(self, month: Month, session: Session) -> InspectionPlan:
        """What is asked of this outlet for a month; asked again, the same cases."""

    def deliver(self, report: InspectionReport, proof: str) -> str:
        """Send a signed report and check the receipt against it; answers the receipt's token."""
