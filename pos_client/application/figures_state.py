"""What the pages of figures show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from pos_client.domain.campaign import CampaignDates, CampaignPage
from pos_client.domain.oversight import DayFigures, OutletOversight
from pos_client.domain.registration import QueueSummary

__all__ = ["CampaignState", "OversightState"]


@dataclass(frozen=True, slots=True)
class CampaignState:
    """The campaign at this outlet.

    Attributes:
        page: the gateway's figures and a page of the worklist; None while nobody knows them.
        trail: behind which lines the pages before this one began; the first is 0.
        is_asking: an answer is awaited.
    """

    dates: CampaignDates
    page: CampaignPage | None = None
    trail: tuple[int, ...] = ()
    is_asking: bool = False

    @property
    def behind(self) -> int:
        """Where the page that is shown begins."""
        return self.trail[-1] if self.trail else 0


@dataclass(frozen=True, slots=True)
class OversightState:
    """What is watched of this outlet.

    Attributes:
        month: the first day of the month that is shown.
        today: by this counter's calendar.
        days: what this counter did on each day of that month, and on today, by its own totals.
        outlet: what the gateway knows; None while it is not there.
        is_asking: its answer is awaited.
        is_reading: the month is being read for its report.
    """

    month: date
    today: date
    days: tuple[DayFigures, ...] = ()
    queue: QueueSummary = field(default_factory=QueueSummary)
    outlet: OutletOversight | None = None
    is_asking: bool = False
    is_reading: bool = False
