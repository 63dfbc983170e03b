"""The calendar day at the counter."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

__all__ = [
    "at_local_time",
    "end_of_local_day",
    "local_day",
    "local_time",
    "start_of_local_day",
]

# China has one time zone and no summer time, so no database of zones is asked.
_CHINA = timezone(timedelta(hours=8))


def local_day(at: datetime) -> date:
    """Say on which day of the Chinese calendar an aware moment falls."""
    return at.astimezone(_CHINA).date()


def local_time(at: datetime) -> time:
    """What a clock on the wall of the shop shows at an aware moment."""
    return at.astimezone(_CHINA).time()


def at_local_time(day: date, clock: time) -> datetime:
    """The moment at which that clock shows this time on a day of the Chinese calendar."""
    return datetime.combine(day, clock, _CHINA)


def start_of_local_day(day: date) -> datetime:
    """The first moment of this day of the Chinese calendar."""
    return datetime.combine(day, time.min, _CHINA)


def end_of_local_day(day: date) -> datetime:
    """The last moment of this day of the Chinese calendar."""
    return datetime.combine(day, time.max, _CHINA)
