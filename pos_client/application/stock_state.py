"""What the page of blank SIMs shows."""

from __future__ import annotations

from dataclasses import dataclass

from pos_client.application.sim_stock import ShownStock
from pos_client.domain.sim_stock import SimRange, SimStanding, StockCount

__all__ = ["StockState"]


@dataclass(frozen=True, slots=True)
class StockState:
    """The outlet's blank SIMs.

    Attributes:
        shown: the gateway's book; None while nobody knows it.
        is_asking: an answer is awaited.
        bundles: what was scanned, by its ends, and `half` the first end of the next one.
        iccid, standing: the SIM that was scanned last, and what the gateway says of it; None while
            it is being asked.
        scan_refused: why the last scan was none: a reason of `domain.sim.NotAnIccid`, `range` for
            two that make no bundle, `twice` for one that was scanned already.
        may_book_more: whether who is logged in may book more than a spoiled SIM.
        may_book: whether they may book anything, or only look.
        counted: the last count of this shift.
        done: what was booked last: `spoiled`, `returned`, `missing`, `in_stock`, `received`,
            `counted`; empty before anything.
    """

    shown: ShownStock | None = None
    is_asking: bool = False
    bundles: tuple[SimRange, ...] = ()
    half: str = ""
    iccid: str = ""
    standing: SimStanding | None = None
    scan_refused: str = ""
    may_book: bool = False
    may_book_more: bool = False
    counted: StockCount | None = None
    done: str = ""
