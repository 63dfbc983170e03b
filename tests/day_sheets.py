"""Invented sheets of a day, and what two hands write beneath them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from pos_client.domain.day_figures import ClerkFigures, Figures, OpenWork, SimCount
from pos_client.domain.day_sheet import DaySheet, SheetKind, SheetPaper
from tests.papers import another_hand, signature
from tests.registrations import NOON

__all__ = ["FIGURES", "day_sheet", "sheet_paper"]

FIGURES = (
    ClerkFigures("0017", Figures(14, 5, 11, 1, 13, 5, 1, 9, 2, 3)),
    ClerkFigures("0023", Figures(6, 0, 6, 0, 5, 0, 0, 6, 0)),
)


def day_sheet(**changes: object) -> DaySheet:
    """The first sheet of a counter."""
    plain = DaySheet(
        kind=SheetKind.HAND_OVER,
        number=1,
        day=date(2026, 3, 2),
        shift=1,
        began_by="0017",
        began_at=NOON - timedelta(hours=3),
        made_at=NOON,
        device_id="D-1",
        outlet_code="350100-0042",
        sign_number="FJ-0042",
        agent_number="DL-350100-0042",
        leaving_clerk="0017",
        taking_clerk="0023",
        lines=FIGURES,
        open_work=OpenWork(pending=3, quarantined=1, under_review=1, awaiting_customer=2),
        sim_count=SimCount(issued=50, used=18, spoiled=1, left=31),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def sheet_paper(*, is_signed: bool = True, has_ink: bool = True, **changes: object) -> SheetPaper:
    """Its paper, signed by both."""
    is_demo = bool(changes.pop("is_demo", False))
    is_reprint = bool(changes.pop("is_reprint", False))
    sheet = day_sheet(**changes)
    ink = signature(sheet.sha256) if is_signed and has_ink else None
    return SheetPaper(
        sheet,
        brand="示例通信",
        outlet_name="示例手机店",
        is_demo=is_demo,
        leaving_signature=ink,
        taking_signature=ink and another_hand(sheet.sha256),
        is_signed=is_signed,
        is_reprint=is_reprint,
    )
