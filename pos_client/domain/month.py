"""A month of the Chinese calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pos_client.domain.local_day import end_of_local_day, local_day

__all__ = ["Month", "begin_of_local_day", "month_of"]

_FIRST_YEAR, _LAST_YEAR = 1971, 8999


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """Written as 2026-11."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1 <= self.number <= 12 and _FIRST_YEAR <= self.year <= _LAST_YEAR):
            raise ValueError("no month")

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read what `str` writes.

        Raises:
            ValueError: that is no month in its one form.
        """
        year, _, number = text.partition("-")
        if not (year.isascii() and number.isascii() and year.isdigit() and number.isdigit()):
            raise ValueError("no month")
        found = cls(int(year), int(number))
        if str(found) != text:
            raise ValueError("no month in its one form")
        return found

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @property
    def next(self) -> Month:
        return Month(self.year + 1, 1) if self.number == 12 else Month(self.year, self.number + 1)

    @property
    def previous(self) -> Month:
        return Month(self.year - 1, 12) if self.number == 1 else Month(self.year, self.number - 1)

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return self.next.first_day - timedelta(days=1)

    @property
    def begins_at(self) -> datetime:
        return begin_of_local_day(self.first_day)

    @property
    def ends_before(self) -> datetime:
        """The first moment that is not in it any more."""
        return self.next.begins_at

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


def month_of(at: datetime) -> Month:
    """In which month of the Chinese calendar an aware moment falls."""
    return Month.of(local_day(at))


def begin_of_local_day(day: date) -> datetime:
    """The first moment of this day of the Chinese calendar."""
    return datetime.combine(day, time.min, end_of_local_day(day).tzinfo)
