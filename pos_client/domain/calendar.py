"""The calendar of the counter: figures of a day are those of a day in China."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

__all__ = ["CHINA", "local_day"]

# China has had one zone without summer time since 1992; no zone data is needed.
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


def local_day(moment: datetime) -> date:
    """The day in China on which an aware moment falls."""
    return moment.astimezone(CHINA).date()
