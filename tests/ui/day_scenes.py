"""The page of the day in every state."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from pos_client.application.day_state import DayState
from pos_client.application.sim_stock import ShownStock
from pos_client.application.state import CounterState
from pos_client.application.stock_state import StockState
from pos_client.domain.day_figures import ClerkFigures, Figures, OpenWork, Shift, total
from pos_client.domain.day_sheet import SheetKind
from pos_client.domain.sim_stock import (
    SimDelivery,
    SimRange,
    SimStanding,
    StockCount,
    StockFigures,
)
from pos_client.testing.customer import iccid_of
from tests.day_sheets import FIGURES, day_sheet, sheet_paper
from tests.ui.people import CHINA_NOW, offline, ready

__all__ = ["DAY_SCENES", "at_day", "at_stock"]

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


def _stock_number(number: int) -> str:
    return iccid_of(number)[:19]


def _bundle(first: int, last: int) -> SimRange:
    return SimRange(_stock_number(first), _stock_number(last))


_UNSIGNED = sheet_paper(is_signed=False, is_demo=True)
_DAY_END = sheet_paper(is_signed=False, is_demo=True, kind=SheetKind.DAY_END, lines=_MANY)

_AGAIN = sheet_paper(
    is_signed=False, is_demo=True, kind=SheetKind.DAY_END, lines=_MANY, day_ends_before=1
)

_BOOK = ShownStock(
    StockFigures(issued=500, used=312, spoiled=4, returned=1),
    (SimDelivery("delivery-1", (_bundle(2001, 2100),), CHINA_NOW.date()),),
)
_COUNTED = StockCount(
    _BOOK.figures,
    181,
    (_stock_number(402), _stock_number(403), _stock_number(404)),
    (_stock_number(9),),
    3,
    1,
    CHINA_NOW - timedelta(minutes=4),
)
_EVEN = replace(_COUNTED, counted=183, lacking=(), surplus=(), lacking_count=0, surplus_count=0)
_STOCK = StockState(_BOOK, may_book=True)
_WITH_STOCK = sheet_paper(is_signed=False, is_demo=True, sim_count=None, stock=_COUNTED)


def at_stock(state: CounterState | None = None, **changes: object) -> CounterState:
    """Between two customers, with the blank SIMs open."""
    stock = replace(_STOCK, **changes)  # type: ignore[arg-type]
    return at_day(state, has_stock=True, stock=stock)


_SCANNED = {"iccid": iccid_of(318), "standing": SimStanding.USABLE, "half": iccid_of(318)}

DAY_SCENES: dict[str, CounterState] = {
    "stock": at_stock(),
    "stock-scanned": at_stock(**_SCANNED),
    "stock-another-outlet": at_stock(
        **_SCANNED | {"standing": SimStanding.ANOTHER_OUTLET}, may_book_more=True
    ),
    "stock-parcel": at_stock(
        bundles=(_bundle(2001, 2100),), iccid=iccid_of(2100), standing=SimStanding.NOT_RECEIVED
    ),
    "stock-spoiled": at_stock(done="spoiled", may_book_more=True),
    "stock-counted": at_stock(done="counted", counted=_EVEN),
    "stock-differs": at_stock(done="counted", counted=_COUNTED, may_book_more=True),
    "stock-asking": at_stock(shown=None, is_asking=True),
    "stock-looks-only": at_stock(may_book=False),
    "day-with-stock": at_day(has_stock=True),
    "day-counted": at_day(has_stock=True, counted=_COUNTED),
    "day-sheet-stock": at_day(sheet=_WITH_STOCK),
    "day": at_day(),
    "day-begins": at_day(
        shift=Shift(1),
        day_lines=(),
        shift_figures=Figures(),
        open_work=OpenWork(),
        last_sheet="",
    ),
    "day-earlier": at_day(has_later=True, day_lines=_MANY),
    "day-ended": at_day(day_ends=1),
    "day-sheet-again": at_day(sheet=_AGAIN),
    "day-offline": at_day(offline()),
    "day-looks-only": at_day(may_sign=False),
    "day-sheet": at_day(sheet=_UNSIGNED),
    "day-sheet-day-end": at_day(sheet=_DAY_END),
    "day-sheet-offline": at_day(replace(offline(), asks_second_factor=False), sheet=_UNSIGNED),
    "day-sheet-confirming": at_day(sheet=_UNSIGNED, is_confirming=True),
}
