"""How the invented carrier runs its campaign: dates from the founding on, and the waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from pos_client.domain.campaign import CampaignDates, CampaignStage, Milestone

__all__ = ["PARTIAL_PERCENT", "CampaignRules", "dates_of"]

PARTIAL_PERCENT = 95
_WHOLE_PERCENT = 100

_WAITS: Mapping[CampaignStage, int] = MappingProxyType(
    {
        CampaignStage.NOTIFIED: 30,
        CampaignStage.SUSPENDED_ONE_WAY: 15,
        CampaignStage.SUSPENDED_BOTH_WAYS: 15,
        CampaignStage.REMINDED: 30,
    }
)


@dataclass(frozen=True, slots=True)
class CampaignRules:
    """Days, so that a sandbox of any date has a campaign under way.

    Attributes:
        began_days_ago, partial_in_days, whole_in_days: from the founding of the sandbox.
        waits: how many days a number stays at a stage before the next one; what is counted begins
            with the day on which the gateway has moved it there, so that nobody is passed over.
        done_before: how many numbers of this outlet were registered before the founding.
    """

    id: str = "BDJ-2026"
    began_days_ago: int = 70
    partial_in_days: int = 30
    whole_in_days: int = 120
    waits: Mapping[CampaignStage, int] = field(default_factory=lambda: _WAITS)
    done_before: int = 436

    def after(self, stage: CampaignStage, today: date) -> date | None:
        """When a number that has come to this stage today goes on; None for never."""
        wait = self.waits.get(stage)
        return None if wait is None else today + timedelta(days=wait)


def dates_of(id_: str, begins_on: date, partial: tuple[int, date], whole_on: date) -> CampaignDates:
    """The two dates of the notice; where they are one day, what asks for more stands alone."""
    whole = Milestone(_WHOLE_PERCENT, whole_on)
    if partial[1] >= whole_on:
        return CampaignDates(id_, begins_on, (whole,))
    return CampaignDates(id_, begins_on, (Milestone(*partial), whole))
