"""What may be asked of the pages of figures: the campaign, and the oversight of an outlet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

__all__ = [
    "FiguresCommand",
    "KeepReport",
    "LeaveFigures",
    "OpenCampaign",
    "OpenOversight",
    "ReadReport",
    "TurnCampaign",
]


@dataclass(frozen=True, slots=True)
class OpenCampaign:
    """Show this outlet's part of the campaign (补登记进度), or ask the gateway for it again."""


@dataclass(frozen=True, slots=True)
class TurnCampaign:
    """The next page of the worklist, or the one before."""

    is_onwards: bool


@dataclass(frozen=True, slots=True)
class OpenOversight:
    """Show what is watched of this outlet, of the month of a day; None for this month.

    Supervisors and inspectors only; anybody else is told why not.
    """

    month: date | None = None


@dataclass(frozen=True, slots=True)
class ReadReport:
    """Read the month that is shown for its report, answered by `news.ReportRead`.

    `folder` is where the report shall go; it comes back with the answer.
    """

    folder: str


@dataclass(frozen=True, slots=True)
class KeepReport:
    """Write what was made of a report: new files in a folder, answered by `news.ReportKept`."""

    folder: str
    files: tuple[tuple[str, bytes], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class LeaveFigures:
    """Back to the counter."""


FiguresCommand: TypeAlias = (
    OpenCampaign | TurnCampaign | OpenOversight | ReadReport | KeepReport | LeaveFigures
)
