"""What the pages of figures need of the store, as a role: a month, by day and by registration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from pos_client.domain.day_figures import ClerkFigures
from pos_client.domain.outcome import Outcome
from pos_client.domain.oversight import DayFigures

__all__ = ["Months", "SavedLine"]


@dataclass(frozen=True, slots=True)
class SavedLine:
    """A registration that was saved here, and nothing of whose it is.

    Attributes:
        outcome, code: as the newest receipt has it; None and empty before there is one.
    """

    sequence: int
    created_at: datetime
    flow: str
    is_offline: bool
    outcome: Outcome | None
    code: str


class Months(Protocol):
    """Each method reads what it answers with, and never all that was ever saved."""

    def days(self, first: date, last: date) -> Sequence[DayFigures]:
        """The totals of each day on which something was counted, the earliest first."""

    def clerks(self, first: date, last: date) -> Sequence[ClerkFigures]:
        """The same days together, by work id."""

    def newest_before(self, moment: datetime) -> int:
        """The sequence of the last registration that was saved before a moment; 0 for none.

        They are taken to have been saved in the order of their times; a clock that was set back
        moves the border by what it was set back.
        """

    def slice(self, up_to: int, limit: int) -> Sequence[SavedLine]:
        """The registrations from this sequence on downwards, at most so many, newest first."""
