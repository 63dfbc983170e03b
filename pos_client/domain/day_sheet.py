"""The sheets of the day (日结单 · 交接班单) as values: what two clerks sign.

Like the registration form, what is hashed and signed is the value in its one canonical form.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pos_client.domain.day_figures import ClerkFigures, Figures, OpenWork, SimCount, total
from pos_client.domain.handwritten_signature import HandwrittenSignature
from pos_client.domain.paper_channel import NO_CHANNEL, PaperChannel
from pos_client.domain.sim_stock import StockCount, StockFigures

__all__ = ["DaySheet", "SheetKind", "SheetPaper", "sheet_of"]


class SheetKind(StrEnum):
    """Which sheet."""

    HAND_OVER = "HAND_OVER"  # 《交接班单》: of one shift
    DAY_END = "DAY_END"  # 《日结单》: of one calendar day


@dataclass(frozen=True, slots=True)
class DaySheet:
    """What stands on a sheet. Counts, places and work ids only, and the numbers of the SIMs that a
    count did not find, or found beside the book.

    Attributes:
        number: counts the sheets of this counter from 1.
        lines: one for each work id; of the day, or of the shift at a hand-over.
        shift: the number of the shift that this sheet ends.
        sim_count: None where nobody counted by hand.
        stock: blank SIMs counted by scanning against the gateway's book; None where nobody did. A
            sheet without it has no such member.
        day_ends_before: how many day-end sheets of this day were signed before this one, which
            counts the whole day again. The first has no such member.
    """

    kind: SheetKind
    number: int
    day: date
    shift: int
    began_by: str
    began_at: datetime | None
    made_at: datetime
    device_id: str
    outlet_code: str
    sign_number: str
    agent_number: str
    leaving_clerk: str
    taking_clerk: str
    lines: tuple[ClerkFigures, ...]
    open_work: OpenWork
    sim_count: SimCount | None = None
    stock: StockCount | None = None
    day_ends_before: int = 0

    @property
    def figures(self) -> Figures:
        """All clerks together."""
        return total(self.lines)

    @property
    def sheet_number(self) -> str:
        """What people read out: outlet, local day and the running number."""
        return f"{self.outlet_code}-{self.day:%y%m%d}-{self.number:04}"

    @property
    def canonical(self) -> str:
        """The one text of this value: JSON, sorted keys, no spaces.

        Members that are younger than the first sheets are left out where they say nothing, so that
        a sheet of an earlier release keeps its hash.
        """
        plain = asdict(self)
        if not self.day_ends_before:
            del plain["day_ends_before"]
        for line in plain["lines"]:
            if not line["figures"]["refused"]:
                del line["figures"]["refused"]
        for name in ("day", "began_at", "made_at"):
            plain[name] = plain[name].isoformat() if plain[name] is not None else None
        if self.stock is None:
            del plain["stock"]
        else:
            at = self.stock.counted_at
            plain["stock"]["counted_at"] = at.isoformat() if at is not None else None
        return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def sha256(self) -> bytes:
        """What both signatures are bound to, 32 bytes."""
        return hashlib.sha256(self.canonical.encode()).digest()


@dataclass(frozen=True, slots=True)
class SheetPaper:
    """A sheet with all that is needed to draw it.

    Attributes:
        leaving_signature, taking_signature: None while unsigned, and on a sheet of an earlier run
            of the program: no handwriting is kept on the disk.
        is_signed: both have signed it, whether or not the ink is here.
    """

    sheet: DaySheet
    brand: str
    outlet_name: str
    is_demo: bool
    leaving_signature: HandwrittenSignature | None = field(default=None, repr=False)
    taking_signature: HandwrittenSignature | None = field(default=None, repr=False)
    is_signed: bool = False
    is_reprint: bool = False
    channel: PaperChannel = NO_CHANNEL

    @property
    def kind(self) -> SheetKind:
        return self.sheet.kind

    @property
    def case_number(self) -> str:
        """Under which name a printer is told of it."""
        return self.sheet.sheet_number


def sheet_of(canonical: str) -> DaySheet:
    """Read a sheet back.

    Raises:
        ValueError: that is no sheet.
    """
    try:
        plain: dict[str, Any] = json.loads(canonical)
        began_at, count = plain.pop("began_at"), plain.pop("sim_count")
        stock = plain.pop("stock", None)
        lines = tuple(
            ClerkFigures(line["clerk_number"], Figures(**line["figures"]))
            for line in plain.pop("lines")
        )
        return DaySheet(
            kind=SheetKind(plain.pop("kind")),
            day=date.fromisoformat(plain.pop("day")),
            began_at=None if began_at is None else datetime.fromisoformat(began_at),
            made_at=datetime.fromisoformat(plain.pop("made_at")),
            lines=lines,
            open_work=OpenWork(**plain.pop("open_work")),
            sim_count=None if count is None else SimCount(**count),
            stock=None if stock is None else _stock_of(stock),
            **plain,
        )
    except (KeyError, TypeError, AttributeError) as missing:
        raise ValueError("no sheet of a day") from missing


def _stock_of(plain: dict[str, Any]) -> StockCount:
    figures, at = StockFigures(**plain.pop("figures")), plain.pop("counted_at")
    numbers: dict[str, Any] = {name: tuple(plain.pop(name)) for name in ("lacking", "surplus")}
    counted_at = None if at is None else datetime.fromisoformat(at)
    return StockCount(figures, **numbers, counted_at=counted_at, **plain)
