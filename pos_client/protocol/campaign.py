"""The call about an outlet's part of the campaign (补登记进度), and its place in the configuration.

Numbers stand in it as masks; what is sent is the place of a line in the gateway's own list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pos_client.domain.campaign import (
    CampaignDates,
    CampaignFigures,
    CampaignLine,
    CampaignPage,
    CampaignStage,
    DoneOn,
    Milestone,
)
from pos_client.domain.subject import MissingPart, SentNotice, SubscriberState
from pos_client.protocol.message import Length, Message, MessageRefused, Pattern, Range
from pos_client.protocol.subject import SentNoticeJson

__all__ = [
    "LINES_A_PAGE",
    "CampaignAnswer",
    "CampaignClaims",
    "CampaignLineJson",
    "CampaignPaths",
    "DoneOnJson",
    "MilestoneClaims",
    "StageCountJson",
    "campaign_from",
    "campaign_json",
]

LINES_A_PAGE = 50
_DAYS = 1000
_Count = Annotated[int, Range(0, 10**9)]
_Position = Annotated[int, Range(1)]


class CampaignPaths:
    """Where it goes. It names a session."""

    CAMPAIGN = "/v1/campaign"  # GET ?behind: CampaignAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneClaims(Message):
    """A share that has to be reached by the end of a day."""

    percent: Annotated[int, Range(1, 100)]
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignClaims(Message):
    """The campaign that this outlet has a part in, with its dates, the earliest first."""

    id: Annotated[str, Pattern(r"^[A-Za-z0-9-]{1,32}$")]
    begins_on: date
    milestones: Annotated[tuple[MilestoneClaims, ...], Length(1, 8)]

    def check(self) -> None:
        days = [each.on for each in self.milestones]
        shares = [each.percent for each in self.milestones]
        if days != sorted(days) or shares != sorted(set(shares)) or self.begins_on > days[0]:
            raise MessageRefused("are in no order", "milestones")

    def value(self) -> CampaignDates:
        milestones = (Milestone(each.percent, each.on) for each in self.milestones)
        return CampaignDates(self.id, self.begins_on, tuple(milestones))


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneOnJson(Message):
    """How many were registered once more on a day."""

    day: date
    count: _Count


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCountJson(Message):
    """How many that are not registered yet stand at a stage."""

    stage: CampaignStage
    count: _Count


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignLineJson(Message):
    """A number of the worklist, in a mask; `next_on` is absent where nothing comes next."""

    position: _Position
    masked_phone_number: Annotated[str, Pattern(r"^1[0-9]{2}\*{4}[0-9]{4}$")]
    state: SubscriberState
    missing: tuple[MissingPart, ...] = ()
    stage: CampaignStage
    notices: Annotated[tuple[SentNoticeJson, ...], Length(most=50)] = ()
    next_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignAnswer(Message):
    """The figures of this outlet as of the gateway's day, and a page of its worklist.

    `days` leaves those out on which nothing was done.
    """

    on: date
    total: _Count
    days: Annotated[tuple[DoneOnJson, ...], Length(most=_DAYS)] = ()
    stages: Annotated[tuple[StageCountJson, ...], Length(most=len(CampaignStage))] = ()
    due_soon: _Count = 0
    lines: Annotated[tuple[CampaignLineJson, ...], Length(most=LINES_A_PAGE)] = ()
    has_more: bool = False

    def check(self) -> None:
        days = [each.day for each in self.days]
        if days != sorted(set(days)) or (days and days[-1] > self.on):
            raise MessageRefused("are in no order", "days")
        if len({each.stage for each in self.stages}) != len(self.stages):
            raise MessageRefused("names one twice", "stages")
        done = sum(each.count for each in self.days)
        if done + sum(each.count for each in self.stages) != self.total:
            raise MessageRefused("is not what stands below it", "total")


def campaign_json(page: CampaignPage) -> CampaignAnswer:
    """What the gateway answers."""
    figures = page.figures
    return CampaignAnswer(
        on=figures.on,
        total=figures.total,
        days=tuple(DoneOnJson(day=each.day, count=each.count) for each in figures.days),
        stages=tuple(
            StageCountJson(stage=stage, count=count) for stage, count in figures.stages.items()
        ),
        due_soon=figures.due_soon,
        lines=tuple(_line_json(each) for each in page.lines),
        has_more=page.has_more,
    )


def campaign_from(answer: CampaignAnswer) -> CampaignPage:
    """What the client makes of it."""
    figures = CampaignFigures(
        on=answer.on,
        total=answer.total,
        days=tuple(DoneOn(each.day, each.count) for each in answer.days),
        stages={each.stage: each.count for each in answer.stages},
        due_soon=answer.due_soon,
    )
    return CampaignPage(figures, tuple(_line_from(each) for each in answer.lines), answer.has_more)


def _line_json(line: CampaignLine) -> CampaignLineJson:
    return CampaignLineJson(
        position=line.position,
        masked_phone_number=line.masked_phone_number,
        state=line.state,
        missing=line.missing,
        stage=line.stage,
        notices=tuple(
            SentNoticeJson(channel=each.channel, sent_on=each.sent_on) for each in line.notices
        ),
        next_on=line.next_on,
    )


def _line_from(line: CampaignLineJson) -> CampaignLine:
    return CampaignLine(
        position=line.position,
        masked_phone_number=line.masked_phone_number,
        state=line.state,
        missing=line.missing,
        stage=line.stage,
        notices=tuple(SentNotice(each.channel, each.sent_on) for each in line.notices),
        next_on=line.next_on,
    )
