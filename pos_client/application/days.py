"""What the use cases need of the store for shifts and days, as a role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from pos_client.application.months import Months
from pos_client.domain.audit import AuditEntry, AuditEvent
from pos_client.domain.day_figures import ClerkFigures, Figures, Frozen, Shift
from pos_client.domain.day_sheet import DaySheet

__all__ = ["Days"]


class Days(Protocol):
    """Figures of days and shifts. Each method is one committed transaction, on one thread.

    What is saved and settled is counted by the store in the transaction that keeps it.
    """

    @property
    def months(self) -> Months:
        """The same totals by months, and what they were made of."""

    def begin_shift(self, clerk_number: str, now: datetime) -> None:
        """A clerk has logged in; a shift that somebody has begun goes on."""

    def shift(self) -> Shift:
        """The one that is open: there always is one."""

    def of_day(self, day: date) -> Sequence[ClerkFigures]:
        """Of one day of the Chinese calendar, by work id."""

    def of_shift(self, number: int) -> Sequence[ClerkFigures]: ...

    def note_printed(
        self, clerk_number: str, now: datetime, *, is_slip: bool, is_reprint: bool
    ) -> None:
        """A printer took a customer's paper, or some of it."""

    def note_refused(self, clerk_number: str, event: AuditEvent) -> AuditEntry:
        """Chain that a case was refused at the counter, and count it."""

    def next_number(self) -> int:
        """Which number the next sheet bears."""

    def day_ends(self, day: date) -> int:
        """How many day-end sheets of this day are kept."""

    def freeze(self, day: date | None) -> Frozen:
        """What a sheet made now says: of a day, or of the open shift."""

    def close(
        self, sheet: DaySheet, event: AuditEvent, counted: Mapping[tuple[date, str], Figures]
    ) -> AuditEntry:
        """Keep a signed sheet, chain its audit entry and end its shift.

        What was counted behind `counted`, which the sheet was made of, goes over to the next
        shift. Nobody has begun that one before somebody logs in.

        Raises:
            ValueError: another number is due, or another shift is open.
        """

    def last_sheet(self) -> DaySheet | None:
        """The newest that was kept."""
