"""The pages of figures in every state: the campaign, and the oversight of an outlet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from pos_client.application.day_state import DayState
from pos_client.application.figures_state import CampaignState, OversightState
from pos_client.application.state import CounterState, ReaderPhase, ReadersState, ReaderState
from pos_client.domain.campaign import (
    CampaignDates,
    CampaignFigures,
    CampaignLine,
    CampaignPage,
    CampaignStage,
    DoneOn,
    Milestone,
)
from pos_client.domain.day_figures import Figures
from pos_client.domain.outlet import Clerk, Role
from pos_client.domain.oversight import (
    Anomaly,
    CodeCount,
    DayFigures,
    DeviceFigures,
    DeviceHealth,
    OutletOversight,
    ReaderCount,
    first_of_month,
)
from pos_client.domain.registration import QueueSummary
from pos_client.domain.subject import (
    MissingPart,
    NoticeChannel,
    SentNotice,
    SubscriberState,
)
from tests.ui.people import CHINA_NOW, ready

__all__ = ["FIGURES_SCENES", "as_role", "at_campaign", "at_oversight"]

TODAY = CHINA_NOW.date()
DATES = CampaignDates(
    "BDJ-2026",
    TODAY - timedelta(days=70),
    (
        Milestone(95, TODAY + timedelta(days=38)),
        Milestone(100, TODAY + timedelta(days=219)),
    ),
)
_WEEK = (4, 4, 5, 5, 7, 12, 9)
_DAYS = tuple(
    DoneOn(day, _WEEK[day.weekday()] + day.toordinal() * 5 % 7 - 3)
    for day in (TODAY - timedelta(days=ago) for ago in range(70, -1, -1))
)
_DONE = sum(each.count for each in _DAYS)
_STAGES = {
    CampaignStage.NOTIFIED: 61,
    CampaignStage.SUSPENDED_ONE_WAY: 22,
    CampaignStage.SUSPENDED_BOTH_WAYS: 11,
    CampaignStage.REMINDED: 4,
    CampaignStage.STOPPED: 2,
}


def _line(position: int, stage: CampaignStage, **more: object) -> CampaignLine:
    return (
        CampaignLine(
            position=position,
            masked_phone_number=f"170****{position:04d}",
            state=SubscriberState.UNREGISTERED,
            missing=(),
            stage=stage,
            notices=(SentNotice(NoticeChannel.SMS, TODAY - timedelta(days=12)),),
            next_on=TODAY + timedelta(days=position),
        )
        if not more
        else replace(_line(position, stage), **more)
    )  # type: ignore[arg-type]


_INCOMPLETE = {
    "state": SubscriberState.INCOMPLETE,
    "missing": (MissingPart.DOCUMENT_ADDRESS, MissingPart.PHOTO),
    "notices": tuple(
        SentNotice(channel, TODAY - timedelta(days=ago))
        for channel, ago in zip(NoticeChannel, (40, 21, 12, 3), strict=True)
    ),
}
_LINES = (
    _line(1, CampaignStage.REMINDED),
    _line(2, CampaignStage.SUSPENDED_BOTH_WAYS),
    _line(3, CampaignStage.SUSPENDED_ONE_WAY, **_INCOMPLETE),
    *(_line(place, CampaignStage.NOTIFIED) for place in range(4, 12)),
    _line(12, CampaignStage.NOTIFIED, next_on=None),
)


def figures(total: int = 0, days: tuple[DoneOn, ...] = _DAYS, soon: int = 7) -> CampaignFigures:
    """The outlet's part; whatever `total` asks for beyond the stages has only been told."""
    done = sum(each.count for each in days)
    stages = dict(_STAGES)
    stages[CampaignStage.NOTIFIED] += max(0, total - done - sum(stages.values()))
    return CampaignFigures(TODAY, done + sum(stages.values()), days, stages, soon)


def at_campaign(state: CounterState | None = None, **changes: object) -> CounterState:
    """Between two customers, with the campaign open."""
    page = CampaignPage(figures(total=860), _LINES, has_more=True)
    plain = CampaignState(DATES, page)
    shown = replace(plain, **changes)  # type: ignore[arg-type]
    day = DayState(TODAY, has_later=False, campaign=shown)
    return replace(state or ready(), day=day, has_campaign=True)


def as_role(role: Role, state: CounterState | None = None) -> CounterState:
    """Somebody of this role at an idle counter."""
    plain = replace(state or ready(), has_campaign=True)
    assert plain.session is not None
    clerk = Clerk("0021", "周白露", role)
    return replace(plain, session=replace(plain.session, clerk=clerk))


MONTH = first_of_month(TODAY)
_OF_MONTH = tuple(
    DayFigures(
        MONTH + timedelta(days=ahead),
        Figures(
            saved=20 + ahead % 7 * 4,
            captured=ahead % 5,
            accepted=18 + ahead % 7 * 4,
            rejected=ahead % 3,
            sims_used=15 + ahead % 6,
            refused=ahead % 4,
        ),
    )
    for ahead in range(TODAY.day)
)
_OUTLET = OutletOversight(
    on=TODAY,
    refusals=(
        CodeCount("QUOTA_FULL", 1, 14),
        CodeCount("FACE_DIFFERENT", 0, 6),
        CodeCount("RISK_DENY", 0, 3),
        CodeCount("BLACKLISTED", 0, 1),
        CodeCount("SOMETHING_NEW", 1, 1),
    ),
    rejections=(CodeCount("ID_NOT_FOUND", 0, 9), CodeCount("EXPIRED", 0, 2)),
    reviews_waiting=4,
    oldest_review_at=CHINA_NOW - timedelta(hours=5),
    anomalies=(
        Anomaly("COUNTER_GAP", 1, CHINA_NOW - timedelta(hours=3)),
        Anomaly("TOO_MANY_CLERK", 2, CHINA_NOW - timedelta(days=4)),
        Anomaly("SOMETHING_NEW", 1, CHINA_NOW - timedelta(days=9)),
    ),
    devices=(
        DeviceHealth(
            "D-7F3A",
            CHINA_NOW - timedelta(seconds=12),
            "1.4.0",
            pending=3,
            told=DeviceFigures(TODAY, Figures(saved=24), readers=ReaderCount(1, 0)),
        ),
        DeviceHealth("D-91C2", CHINA_NOW - timedelta(days=6), "1.3.2"),
        DeviceHealth("D-A0E5", None),
        DeviceHealth("D-B111", CHINA_NOW - timedelta(minutes=2), "1.4.0"),
    ),
)
_QUEUE = QueueSummary(
    pending=3, quarantined=1, oldest_pending_at=CHINA_NOW - timedelta(hours=2), saved_today=24
)


_READERS = tuple(
    ReaderState(phase, f"sam-serial:/dev/ttyUSB{place}", code=code)
    for place, (phase, code) in enumerate(
        ((ReaderPhase.READY, ""), (ReaderPhase.LOST, "reader_unavailable"))
    )
)


def at_oversight(state: CounterState | None = None, **changes: object) -> CounterState:
    """A supervisor between two customers, with the oversight open."""
    plain = OversightState(MONTH, TODAY, _OF_MONTH, _QUEUE, _OUTLET)
    shown = replace(plain, **changes)  # type: ignore[arg-type]
    day = DayState(TODAY, has_later=False, oversight=shown)
    readers = ReadersState(all=_READERS, has_looked=True)
    return replace(as_role(Role.SUPERVISOR, state), day=day, readers=readers)


_EARLIER = date(MONTH.year - (MONTH.month == 1), (MONTH.month - 2) % 12 + 1, 1)
_LATE = DATES.milestones[0].on - timedelta(days=60)

FIGURES_SCENES: dict[str, CounterState] = {
    "campaign": at_campaign(),
    "campaign-behind": at_campaign(page=CampaignPage(figures(total=1400), _LINES)),
    "campaign-missed": at_campaign(
        dates=replace(DATES, milestones=(Milestone(95, _LATE), DATES.milestones[1])),
        page=CampaignPage(figures(total=700), _LINES),
    ),
    "campaign-begins": at_campaign(
        dates=replace(DATES, begins_on=TODAY - timedelta(days=2)),
        page=CampaignPage(figures(days=_DAYS[-3:]), _LINES),
    ),
    "campaign-second-page": at_campaign(trail=(50,)),
    "campaign-done": at_campaign(page=CampaignPage(CampaignFigures(TODAY, _DONE, _DAYS, {}))),
    "campaign-asking": at_campaign(page=None, is_asking=True),
    "oversight": at_oversight(),
    "oversight-asking": at_oversight(outlet=None, is_asking=True),
    "oversight-away": at_oversight(outlet=None),
    "oversight-quiet": at_oversight(days=(), queue=QueueSummary(), outlet=OutletOversight(TODAY)),
    "oversight-earlier": at_oversight(month=_EARLIER),
    "oversight-reading": at_oversight(is_reading=True),
    "idle-supervisor": as_role(Role.SUPERVISOR),
    "idle-inspector": as_role(Role.INSPECTOR),
}
