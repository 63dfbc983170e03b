"""What the page of the day shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from pos_client.application.figures_state import CampaignState, OversightState
from pos_client.application.stock_state import StockState
from pos_client.domain.day_figures import ClerkFigures, Figures, OpenWork, Shift
from pos_client.domain.day_sheet import SheetPaper
from pos_client.domain.sim_stock import StockCount

__all__ = ["DayState"]


@dataclass(frozen=True, slots=True)
class DayState:
    """The day at the counter.

    Attributes:
        day: the one that is shown.
        has_later: whether a later day may be shown: this one is not today.
        day_lines: of that day; `shift_figures` of the open shift.
        day_ends: how many day-end sheets of that day are signed already.
        may_sign: whether who is logged in may end the shift; an inspector only looks.
        sheet: frozen, and not yet signed by both.
        is_confirming: who takes over is being asked for.
        has_stock: whether the gateway keeps a book of blank SIMs.
        stock: the page of blank SIMs; None while it is closed.
        counted: their last count in the open shift.
        campaign, oversight: the pages of figures, which stand beside the day; None while closed.
        last_sheet: the number of the sheet that was signed last; empty before the first.
    """

    day: date
    has_later: bool
    shift: Shift = field(default_factory=Shift)
    day_lines: tuple[ClerkFigures, ...] = ()
    shift_figures: Figures = field(default_factory=Figures)
    open_work: OpenWork = field(default_factory=OpenWork)
    day_ends: int = 0
    may_sign: bool = False
    sheet: SheetPaper | None = None
    is_confirming: bool = False
    last_sheet: str = ""
    has_stock: bool = False
    stock: StockState | None = None
    counted: StockCount | None = None
    campaign: CampaignState | None = None
    oversight: OversightState | None = None
