"""What the counter tells: past tense, frozen, and never an exception."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from pos_client.application.state import CounterState
from pos_client.domain.day_sheet import SheetPaper
from pos_client.domain.inspection_paper import InspectionPaper
from pos_client.domain.month_report import MonthReport
from pos_client.domain.paper import Paper
from pos_client.domain.registration import OutboxRow

__all__ = [
    "CounterChanged",
    "News",
    "PaperMade",
    "QueueExported",
    "QueueImported",
    "QueuePageLoaded",
    "ReportKept",
    "ReportRead",
]


@dataclass(frozen=True, slots=True)
class CounterChanged:
    """Something is different now; the state is the whole truth."""

    state: CounterState


@dataclass(frozen=True, slots=True)
class QueuePageLoaded:
    """One page of the queue, newest first."""

    rows: tuple[OutboxRow, ...]
    below_sequence: int | None
    above_sequence: int | None
    has_older: bool
    has_newer: bool
    needs_customer: bool = False
    under_review: bool = False
    forwarded: bool = False


@dataclass(frozen=True, slots=True)
class QueueExported:
    """A file with everything that has no receipt is on its disk; damaged records are not in it."""

    name: str
    records: int
    damaged: int


@dataclass(frozen=True, slots=True)
class QueueImported:
    """What another counter had was taken in; `new` of it was not here before."""

    records: int
    new: int


@dataclass(frozen=True, slots=True)
class PaperMade:
    """A paper as a value, ready to be drawn; `registration_id` as it was asked for."""

    paper: Paper | SheetPaper | InspectionPaper
    registration_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ReportRead:
    """A month as a value, ready to be drawn, and the folder that was named for it."""

    report: MonthReport
    folder: str


@dataclass(frozen=True, slots=True)
class ReportKept:
    """The files of a report are on their disk."""

    names: tuple[str, ...]


News: TypeAlias = (
    CounterChanged
    | QueuePageLoaded
    | PaperMade
    | QueueExported
    | QueueImported
    | ReportRead
    | ReportKept
)
