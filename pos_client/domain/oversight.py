"""What is watched of an outlet: figures, reasons and alarms. No customer, no number, no mask."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from pos_client.domain.day_figures import Figures

__all__ = [
    "Anomaly",
    "CodeCount",
    "DayFigures",
    "DeviceFigures",
    "DeviceHealth",
    "OutletOversight",
    "ReaderCount",
    "first_of_month",
    "last_of_month",
    "month_beside",
]


@dataclass(frozen=True, slots=True)
class DayFigures:
    """What a counter did on a day, all work ids together."""

    day: date
    figures: Figures


@dataclass(frozen=True, slots=True)
class ReaderCount:
    """The readers of a counter: those that serve, and those that were lost."""

    ready: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class DeviceFigures:
    """What a device tells of itself with a heartbeat; counts only.

    Attributes:
        day: the one that `figures` are of, by the device's calendar.
    """

    day: date
    figures: Figures = field(default_factory=Figures)
    under_review: int = 0
    awaiting_customer: int = 0
    readers: ReaderCount = field(default_factory=ReaderCount)


@dataclass(frozen=True, slots=True)
class CodeCount:
    """How often a reason came up, today and in the month that is shown."""

    code: str
    today: int
    month: int


@dataclass(frozen=True, slots=True)
class Anomaly:
    """An alarm that the gateway has raised about this outlet, as often as it did."""

    code: str
    count: int
    newest_at: datetime


@dataclass(frozen=True, slots=True)
class DeviceHealth:
    """A device of the outlet as it was heard of last.

    Attributes:
        last_seen_at: None for one that was enrolled and never heard of.
        told: what it said of itself then; None from one that does not say.
    """

    device_id: str
    last_seen_at: datetime | None
    program_version: str = ""
    pending: int = 0
    quarantined: int = 0
    oldest_pending_at: datetime | None = None
    told: DeviceFigures | None = None


@dataclass(frozen=True, slots=True)
class OutletOversight:
    """What the gateway knows of an outlet.

    Attributes:
        on: the gateway's day, which `today` counts.
        refusals: cases that ended at a counter, by reason.
        rejections: registrations that the gateway has rejected, by code.
        reviews_waiting: how many of them somebody still has to look at.
        oldest_review_at: since when the oldest waits; None where none does.
    """

    on: date
    refusals: tuple[CodeCount, ...] = ()
    rejections: tuple[CodeCount, ...] = ()
    reviews_waiting: int = 0
    oldest_review_at: datetime | None = None
    anomalies: tuple[Anomaly, ...] = ()
    devices: tuple[DeviceHealth, ...] = ()


def first_of_month(day: date) -> date:
    """The day with which its month begins."""
    return day.replace(day=1)


def last_of_month(day: date) -> date:
    """The day with which its month ends."""
    return date.fromordinal(month_beside(day, 1).toordinal() - 1)


def month_beside(day: date, by: int) -> date:
    """The first day of the month so many months later, or earlier below zero."""
    months = day.year * 12 + day.month - 1 + by
    return date(months // 12, months % 12 + 1, 1)
