"""Times as people read them; presenters format, translators do not."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from ui.i18n.message import Message, message

__all__ = [
    "age",
    "calendar",
    "clock_time",
    "countdown",
    "day_and_minute",
    "day_and_time",
    "full_time",
    "until",
]


def clock_time(moment: datetime, now: datetime) -> str:
    """14:29, in the time zone of `now`."""
    return f"{moment.astimezone(now.tzinfo):%H:%M}"


def full_time(now: datetime) -> str:
    """2026-11-23 14:32."""
    return f"{now:%Y-%m-%d %H:%M}"


def day_and_time(moment: datetime, now: datetime) -> str:
    """The time of today, day and time of another day."""
    local = moment.astimezone(now.tzinfo)
    return f"{local:%H:%M:%S}" if local.date() == now.date() else f"{local:%m-%d %H:%M}"


def day_and_minute(moment: datetime, now: datetime) -> str:
    """As `day_and_time`, for what nobody waits for to the second."""
    local = moment.astimezone(now.tzinfo)
    return f"{local:%H:%M}" if local.date() == now.date() else f"{local:%m-%d %H:%M}"


def calendar(day: date) -> str:
    """2021.05.06, as it stands on the card."""
    return f"{day.year}.{day.month:02}.{day.day:02}"


def countdown(left: timedelta) -> str:
    """14:21; never below zero."""
    seconds = max(0, int(left.total_seconds()))
    return f"{seconds // 60:02}:{seconds % 60:02}"


def age(moment: datetime, now: datetime) -> Message:
    """How long ago, in the largest unit that fits."""
    minutes = max(0, int((now - moment).total_seconds()) // 60)
    if minutes < 1:
        return message("frame.age_now")
    if minutes < 60:
        return message("frame.age_minutes", count=minutes)
    if minutes < 48 * 60:
        return message("frame.age_hours", count=minutes // 60)
    return message("frame.age_days", count=minutes // (24 * 60))


def until(moment: datetime, now: datetime) -> Message:
    """A day of this week and its time."""
    local = moment.astimezone(now.tzinfo)
    day = message(f"frame.day_{local.weekday()}")
    return message("frame.until", day=day, time=f"{local:%H:%M}")
