"""Self-inspections in memory: what the store keeps of them, and a gateway that takes them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from pos_client.application.inspections import SignedInspection
from pos_client.application.trouble import Trouble, Unreachable
from pos_client.domain.audit import AuditEntry, AuditEvent
from pos_client.domain.inspection import InspectionPlan, InspectionReport
from pos_client.domain.inspection_draft import InspectionDraft
from pos_client.domain.month import Month
from pos_client.protocol.words import Session

__all__ = ["InMemoryInspections", "ScriptedInspections"]


class InMemoryInspections:
    """Implements `application.inspections.SignedInspections`."""

    def __init__(self, append_audit: Callable[[AuditEvent], AuditEntry]) -> None:
        self._append_audit = append_audit
        self._drafts: dict[Month, InspectionDraft] = {}
        self._signed: list[tuple[SignedInspection, datetime]] = []

    def draft(self, month: Month) -> InspectionDraft | None:
        return self._drafts.get(month)

    def keep_draft(self, draft: InspectionDraft) -> None:
        self._drafts[draft.month] = draft

    def close(self, report: InspectionReport, proof: str, event: AuditEvent) -> AuditEntry:
        if any(each.report.month == report.month and not each.reason for each, _ in self._signed):
            raise ValueError("this month was signed")
        number = self._signed[-1][0].number + 1 if self._signed else 1
        self._signed.append((SignedInspection(number, report, proof), event.at))
        self._drafts = {
            month: draft for month, draft in self._drafts.items() if month > report.month
        }
        return self._append_audit(event)

    def signed_until(self) -> Month | None:
        months = [each.report.month for each, _ in self._signed if not each.reason]
        return max(months, default=None)

    def last(self) -> SignedInspection | None:
        return self._signed[-1][0] if self._signed else None

    def next_to_deliver(self) -> SignedInspection | None:
        return next((each for each, _ in self._signed if each.is_waiting), None)

    def acknowledge(self, number: int, receipt: str, at: datetime) -> None:
        del receipt
        self._change(number, lambda each: replace(each, acknowledged_at=at))

    def refuse(self, number: int, reason: str) -> None:
        self._change(number, lambda each: replace(each, reason=reason))

    def forget(self, before: datetime) -> int:
        """Let go of what was signed long ago; say how many."""
        kept = [
            (each, at) for each, at in self._signed[:-1] if at > before or each.is_waiting
        ] + self._signed[-1:]
        gone, self._signed = len(self._signed) - len(kept), kept
        return gone

    def _change(self, number: int, change: Callable[[SignedInspection], SignedInspection]) -> None:
        self._signed = [
            (change(each) if each.number == number and each.is_waiting else each, at)
            for each, at in self._signed
        ]


class ScriptedInspections:
    """Implements `application.inspections.Inspections`.

    Attributes:
        plans: what is asked for a month; for any other nothing is.
        taken: the reports that came, by month.
        troubles: raised by the next calls, one each.
    """

    def __init__(self) -> None:
        self.is_reachable = True
        self.plans: dict[Month, InspectionPlan] = {}
        self.taken: dict[Month, InspectionReport] = {}
        self.troubles: deque[Trouble] = deque()

    def plan(self, month: Month, session: Session) -> InspectionPlan:
        del session
        self._pass()
        return self.plans[month]

    def deliver(self, report: InspectionReport, proof: str) -> str:
        del proof
        self._pass()
        self.taken.setdefault(report.month, report)
        return f"receipt of {report.month}"

    def _pass(self) -> None:
        if self.troubles:
            raise self.troubles.popleft()
        if not self.is_reachable:
            raise Unreachable("scripted")
