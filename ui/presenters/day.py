"""The day: figures to look at, a count of SIMs, and the sheet that two clerks sign."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from pos_client.application.day_commands import OpenDay
from pos_client.application.day_state import DayState
from pos_client.application.papers import PaperText, paper_text
from pos_client.application.state import CounterState
from pos_client.application.stock_commands import OpenStock
from pos_client.domain.day_figures import ClerkFigures, Figures, SimCount, total
from pos_client.domain.day_sheet import SheetKind, SheetPaper
from ui.i18n.message import Message, message
from ui.presenters.glance import Glance
from ui.presenters.moments import day_and_time
from ui.presenters.stock import count_line
from ui.theme.tokens import Tone

__all__ = [
    "DayFigure",
    "DayScreen",
    "DaySheetScreen",
    "balance_of",
    "present_day",
]

_CLERKS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class DayFigure:
    """One row: of the shift, and of the day."""

    name: str
    label: Message
    shift: str
    day: str


@dataclass(frozen=True, slots=True)
class DayScreen:
    """Figures and the way to a sheet.

    Attributes:
        sims_used: of the open shift, by our own records.
        earlier, later: the days beside it; None where there is none.
        stock: the way to the blank SIMs, where the gateway keeps a book of them; and `counted`,
            what their last count in this shift has found.
    """

    headline: Message
    subline: Message
    figures: tuple[DayFigure, ...]
    open_work: tuple[tuple[Message, str], ...]
    clerks: tuple[Message, ...]
    sims_used: int
    shift: int
    may_sign: bool
    has_sheet: bool
    earlier: OpenDay
    later: OpenDay | None
    stock: OpenStock | None = None
    counted: Message | None = None
    counted_tone: Tone = Tone.QUIET


@dataclass(frozen=True, slots=True)
class DaySheetScreen:
    """The frozen sheet. `sha256` is what both signatures are bound to."""

    headline: Message
    paper: PaperText
    sha256: bytes
    leaving: Message
    taking: Message
    password: Message
    password_missing: Message
    confirm: Message
    asks_second_factor: bool
    is_confirming: bool = field(default=False)


def present_day(day: DayState, state: CounterState, glance: Glance) -> DayScreen | DaySheetScreen:
    """The sheet while one is being signed, else the figures."""
    if day.sheet is not None:
        return _sheet(day.sheet, state, is_confirming=day.is_confirming)
    of_day = total(day.day_lines)
    still = day.open_work
    counted = (message("stock.not_counted"), Tone.QUIET)
    if day.counted is not None:
        counted = count_line(day.counted)
    return DayScreen(
        headline=_headline(day),
        subline=message("day.safe", shift=_shift(day, glance)),
        figures=tuple(_figures(day.shift_figures, of_day)),
        open_work=(
            (message("day.pending"), str(still.pending)),
            (message("day.quarantined"), str(still.quarantined)),
            (message("day.under_review"), str(still.under_review)),
            (message("day.awaiting_customer"), str(still.awaiting_customer)),
        ),
        clerks=tuple(_clerks(day.day_lines)),
        sims_used=day.shift_figures.sims_used,
        shift=day.shift.number,
        may_sign=day.may_sign,
        has_sheet=bool(day.last_sheet),
        earlier=OpenDay(_beside(day.day, -1)),
        later=OpenDay(_beside(day.day, 1)) if day.has_later else None,
        stock=OpenStock() if day.has_stock else None,
        counted=counted[0] if day.has_stock else None,
        counted_tone=counted[1],
    )


def balance_of(count: SimCount | None, sims_used: int, *, is_part: bool) -> tuple[Message, Tone]:
    """Whether what was counted adds up, beside what we have counted ourselves."""
    if is_part:
        return message("day.count_part"), Tone.WAITING
    if count is None:
        return message("day.count_none", used=sims_used), Tone.QUIET
    difference = count.difference
    if difference == 0:
        return message("day.count_balanced", used=sims_used), Tone.GOOD
    key = "day.count_short" if difference > 0 else "day.count_over"
    return message(key, count=abs(difference), used=sims_used), Tone.BAD


def _sheet(paper: SheetPaper, state: CounterState, *, is_confirming: bool) -> DaySheetScreen:
    sheet = paper.sheet
    is_day = paper.kind is SheetKind.DAY_END
    leaving, taking = ("making", "checking") if is_day else ("leaving", "taking")
    confirm = "day.confirm_day_end" if is_day else "day.confirm_hand_over"
    nth = sheet.day_ends_before + 1
    again = message("day.sheet_headline_again", nth=nth)
    return DaySheetScreen(
        headline=again if sheet.day_ends_before else message("day.sheet_headline"),
        paper=paper_text(paper),
        sha256=sheet.sha256,
        leaving=message(f"day.sign_{leaving}", clerk=sheet.leaving_clerk),
        taking=message(f"day.sign_{taking}", clerk=sheet.taking_clerk),
        password=message("day.password", clerk=sheet.taking_clerk),
        password_missing=message("day.password_missing", clerk=sheet.taking_clerk),
        confirm=message("day.confirming" if is_confirming else confirm),
        asks_second_factor=state.asks_second_factor,
        is_confirming=is_confirming,
    )


def _headline(day: DayState) -> Message:
    shown = f"{day.day:%Y-%m-%d}"
    if day.day_ends:
        return message("day.headline_ended", day=shown, count=day.day_ends)
    return message("day.headline", day=shown)


def _shift(day: DayState, glance: Glance) -> Message:
    shift = day.shift
    if shift.began_at is None:
        return message("day.shift_unbegun", number=shift.number)
    since = day_and_time(shift.began_at, glance.now)
    return message("day.shift", number=shift.number, clerk=shift.clerk_number, since=since)


def _figures(shift: Figures, day: Figures) -> Iterator[DayFigure]:
    for name in ("saved", "captured", "accepted", "rejected", "refused", "sims_used"):
        of_shift, of_day = str(getattr(shift, name)), str(getattr(day, name))
        yield DayFigure(name, message(f"day.{name}"), of_shift, of_day)
    for name, again in (("slips", "slip_reprints"), ("forms", "form_reprints")):
        of_shift, of_day = (f"{getattr(of, name)} / {getattr(of, again)}" for of in (shift, day))
        yield DayFigure(name, message(f"day.{name}"), of_shift, of_day)


def _clerks(lines: tuple[ClerkFigures, ...]) -> Iterator[Message]:
    if not lines:
        yield message("day.nobody")
    shown = lines if len(lines) <= _CLERKS_SHOWN else lines[: _CLERKS_SHOWN - 1]
    for line in shown:
        of = line.figures
        yield message(
            "day.clerk_line",
            clerk=line.clerk_number or message("day.no_clerk"),
            saved=of.saved,
            accepted=of.accepted,
            rejected=of.rejected,
            refused=of.refused,
        )
    if len(shown) < len(lines):
        yield message("day.more_clerks", count=len(lines) - len(shown))


def _beside(day: date, by: int) -> date:
    return day + timedelta(days=by)
