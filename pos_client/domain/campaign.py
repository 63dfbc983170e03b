"""The campaign (补登记): which numbers have to be registered once more, by when, and how far it is.

Every move of a number is the gateway's. What stands here is told by it, and decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from pos_client.domain.subject import MissingPart, SentNotice, SubscriberState, Suspension

__all__ = [
    "NEXT_STAGE",
    "SUSPENDS",
    "CampaignDates",
    "CampaignFigures",
    "CampaignLine",
    "CampaignPage",
    "CampaignStage",
    "DoneOn",
    "Milestone",
]


class CampaignStage(StrEnum):
    """How far the gateway has gone with a number: 通知 → 单停 → 双停 → 再次提醒 → 停止服务."""

    LISTED = "LISTED"
    NOTIFIED = "NOTIFIED"
    SUSPENDED_ONE_WAY = "SUSPENDED_ONE_WAY"
    SUSPENDED_BOTH_WAYS = "SUSPENDED_BOTH_WAYS"
    REMINDED = "REMINDED"
    STOPPED = "STOPPED"


NEXT_STAGE: Mapping[CampaignStage, CampaignStage] = MappingProxyType(
    dict(zip(tuple(CampaignStage), tuple(CampaignStage)[1:], strict=False))
)
"""What comes after each stage but the last; none is passed over."""
SUSPENDS: Mapping[CampaignStage, Suspension] = MappingProxyType(
    {
        CampaignStage.SUSPENDED_ONE_WAY: Suspension.SUSPENDED_ONE_WAY,
        CampaignStage.SUSPENDED_BOTH_WAYS: Suspension.SUSPENDED_BOTH_WAYS,
    }
)
"""The stages that take service away."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """A share that has to be reached by the end of a day."""

    percent: int
    on: date


@dataclass(frozen=True, slots=True)
class CampaignDates:
    """The campaign as the signed configuration has it. Later notices move its dates.

    Attributes:
        milestones: the earliest first; at least one.
    """

    id: str
    begins_on: date
    milestones: tuple[Milestone, ...]


@dataclass(frozen=True, slots=True)
class DoneOn:
    """How many numbers were registered once more on a day."""

    day: date
    count: int


@dataclass(frozen=True, slots=True)
class CampaignFigures:
    """An outlet's part of the campaign, as the gateway counts it.

    Attributes:
        on: the day of the gateway's calendar on which it was counted.
        total: every number on the outlet's list, whatever became of it.
        days: those that were registered, by day, the earliest first; days without any are absent.
        stages: those that are not registered yet, by stage.
        due_soon: how many of those will be suspended within the next seven days.
    """

    on: date
    total: int
    days: tuple[DoneOn, ...]
    stages: Mapping[CampaignStage, int]
    due_soon: int = 0

    @property
    def done(self) -> int:
        return sum(each.count for each in self.days)

    @property
    def stopped(self) -> int:
        return self.stages.get(CampaignStage.STOPPED, 0)

    @property
    def reckoned(self) -> int:
        """What the share is of: a number whose service was stopped is in use no more."""
        return self.total - self.stopped

    @property
    def left(self) -> int:
        """Numbers in use that are still to be registered."""
        return self.reckoned - self.done

    @property
    def percent(self) -> float:
        """How much is done; all of it where nothing is left."""
        return 100.0 * self.done / self.reckoned if self.reckoned else 100.0

    def needed_for(self, percent: int) -> int:
        """How many have to be done for this share, rounded up: 95 % of 19 are 19."""
        return -(-self.reckoned * percent // 100)


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A number of the worklist, in a mask.

    Attributes:
        position: the gateway's own name of the line; the next page begins behind it.
        next_on: when the gateway makes its next move, which is `next_stage`; None for none.
    """

    position: int
    masked_phone_number: str
    state: SubscriberState
    missing: tuple[MissingPart, ...]
    stage: CampaignStage
    notices: tuple[SentNotice, ...] = ()
    next_on: date | None = None

    @property
    def next_stage(self) -> CampaignStage | None:
        return NEXT_STAGE.get(self.stage) if self.next_on is not None else None

    @property
    def suspension(self) -> Suspension:
        """What it is without now; after the reminder it stays without all of it."""
        if self.stage in (CampaignStage.REMINDED, CampaignStage.STOPPED):
            return Suspension.SUSPENDED_BOTH_WAYS
        return SUSPENDS.get(self.stage, Suspension.NONE)


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """Figures and one page of the worklist, the most urgent first."""

    figures: CampaignFigures
    lines: tuple[CampaignLine, ...] = ()
    has_more: bool = False
