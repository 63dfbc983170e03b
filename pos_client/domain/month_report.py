"""A month of one counter and its outlet, in figures that name nobody (月报)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from pos_client.domain.day_figures import ClerkFigures, Figures
from pos_client.domain.outcome import Outcome
from pos_client.domain.oversight import DayFigures, OutletOversight

__all__ = ["FlowFigures", "MonthReport", "ReportHead"]


@dataclass(frozen=True, slots=True)
class FlowFigures:
    """The registrations of one flow that were saved in the month, as they stand now.

    Attributes:
        waiting: those without a final outcome: pending, under review, or with a customer expected.
    """

    flow: str
    saved: int = 0
    captured: int = 0
    accepted: int = 0
    rejected: int = 0

    @property
    def waiting(self) -> int:
        return self.saved - self.accepted - self.rejected

    def with_one(self, outcome: Outcome | None, *, is_offline: bool) -> FlowFigures:
        """One registration more."""
        return replace(
            self,
            saved=self.saved + 1,
            captured=self.captured + is_offline,
            accepted=self.accepted + (outcome is Outcome.ACCEPTED),
            rejected=self.rejected + (outcome is Outcome.REJECTED),
        )


@dataclass(frozen=True, slots=True)
class ReportHead:
    """Whose month it is, and when it was reckoned."""

    month: date
    made_at: datetime
    outlet_code: str
    outlet_name: str
    brand: str
    sign_number: str
    agent_number: str
    device_id: str
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class MonthReport:
    """What a counter has done in a month, by day, work id and flow, and what the gateway adds.

    Attributes:
        days, clerks: by the day on which it happened; outcomes of earlier months are among them.
        flows: by the month in which it was saved. So their sums need not be those of `days`.
        outlet: what the gateway knows of the whole outlet; None where it was not there.
    """

    head: ReportHead
    days: tuple[DayFigures, ...]
    clerks: tuple[ClerkFigures, ...]
    flows: tuple[FlowFigures, ...]
    outlet: OutletOversight | None = None

    @property
    def total(self) -> Figures:
        return sum((each.figures for each in self.days), Figures())

    @property
    def registrations(self) -> int:
        """How many were looked at one by one."""
        return sum(each.saved for each in self.flows)
