"""The page of the day in every state."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from pos_client.application.day_state import DayState
from pos_client.application.state import CounterState
from pos_client.domain.day_figures import ClerkFigures, Figures, OpenWork, Shift, total
from pos_client.domain.day_sheet import SheetKind
from tests.day_sheets import FIGURES, day_sheet, sheet_paper
from tests.ui.people import CHINA_NOW, offline, ready

__all__ = ["DAY_SCENES", "at_day"]

_MANY = (*FIGURES, *(ClerkFigures(f"00{place}", Figures(saved=place)) for place in range(30, 36)))
_NUMBER = day_sheet().sheet_number


def at_day(state: CounterState | None = None, **changes: object) -> CounterState:
    """Between two customers, with the figures open."""
    plain = DayState(
        CHINA_NOW.date(),
        has_later=False,
        shift=Shift(3, "0017", CHINA_NOW - timedelta(hours=5)),
        day_lines=FIGURES,
        shift_figures=total(FIGURES),
        open_work=OpenWork(pending=3, quarantined=1, under_review=1, awaiting_customer=2),
        may_sign=True,
        last_sheet=_NUMBER,
    )
    return replace(state or ready(), day=replace(plain, **changes))  # type: ignore[arg-type]


_UNSIGNED = sheet_paper(is_signed=False, is_demo=True)
_DAY_END = sheet_paper(is_signed=False, is_demo=True, kind=SheetKind.DAY_END, lines=_MANY)

DAY_SCENES: dict[str, CounterState] = {
    "day": at_day(),
    "day-begins": at_day(
        shift=Shift(1),
        day_lines=(),
        shift_figures=Figures(),
        open_work=OpenWork(),
        last_sheet="",
    ),
    "day-earlier": at_day(has_later=True, day_lines=_MANY),
    "day-offline": at_day(offline()),
    "day-looks-only": at_day(may_sign=False),
    "day-sheet": at_day(sheet=_UNSIGNED),
    "day-sheet-day-end": at_day(sheet=_DAY_END),
    "day-sheet-offline": at_day(replace(offline(), asks_second_factor=False), sheet=_UNSIGNED),
    "day-sheet-confirming": at_day(sheet=_UNSIGNED, is_confirming=True),
}
