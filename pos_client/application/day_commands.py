"""What may be asked of the day and its shifts. No command carries an identity."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from pos_client.application.figures_commands import FiguresCommand
from pos_client.application.inspection_commands import InspectionCommand
from pos_client.application.stock_commands import StockCommand
from pos_client.domain.day_figures import SimCount
from pos_client.domain.day_sheet import SheetKind
from pos_client.domain.handwritten_signature import HandwrittenSignature

__all__ = [
    "DayCommand",
    "DropSheet",
    "LeaveDay",
    "MakeSheet",
    "NoteSheetPrinted",
    "OpenDay",
    "ShowSheet",
    "SignSheet",
]


@dataclass(frozen=True, slots=True)
class OpenDay:
    """Show the figures of a day; None means today. Who is logged in may look."""

    day: date | None = None


@dataclass(frozen=True, slots=True)
class LeaveDay:
    """Close the page; an unsigned sheet is given up."""


@dataclass(frozen=True, slots=True)
class MakeSheet:
    """Freeze the figures into a sheet, to be signed by who leaves and by who takes over."""

    kind: SheetKind
    taking_clerk: str
    sim_count: SimCount | None = None


@dataclass(frozen=True, slots=True)
class DropSheet:
    """Back to the figures; nothing was signed."""


@dataclass(frozen=True, slots=True)
class SignSheet:
    """Both have signed by hand; who takes over confirms with password and second factor.

    The signatures are bound to the sheet's SHA-256.
    """

    leaving_signature: HandwrittenSignature
    taking_signature: HandwrittenSignature
    password: str = field(repr=False)
    second_factor: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ShowSheet:
    """The paper of the sheet that was signed last, answered by `news.PaperMade`."""


@dataclass(frozen=True, slots=True)
class NoteSheetPrinted:
    """A printer has taken a sheet, or a part of it: whatever comes after is a reprint."""

    sheet_number: str


DayCommand: TypeAlias = (
    OpenDay
    | LeaveDay
    | MakeSheet
    | DropSheet
    | SignSheet
    | ShowSheet
    | NoteSheetPrinted
    | StockCommand
    | InspectionCommand
    | FiguresCommand
)
