"""An outlet's blank SIMs in memory: a script says which of them may not go over the counter."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace

from pos_client.application.case_trouble import StockRefused
from pos_client.application.sim_stock import ShownStock
from pos_client.application.trouble import Trouble, Unreachable
from pos_client.domain.sim import Sim, SimSource
from pos_client.domain.sim_stock import (
    SimRange,
    SimStanding,
    SpoiledReason,
    StockCount,
    StockFigures,
    StockPlace,
)
from pos_client.protocol.words import Session

__all__ = ["ScriptedSimStock"]


class ScriptedSimStock:
    """Implements `application.sim_stock.SimStock`.

    Attributes:
        shown: the book.
        standings: what is said of a SIM, by stock number; of any other that it may be used.
        asked: the SIMs that were asked about.
        booked: place and reason of each booking.
        troubles: raised by the next calls, one each.
        count_answer: what a count finds; None for one that is even.
    """

    def __init__(self) -> None:
        self.is_reachable = True
        self.troubles: deque[Trouble] = deque()
        self.shown = ShownStock(StockFigures(issued=500, used=12, spoiled=3))
        self.standings: dict[str, SimStanding] = {}
        self.asked: list[str] = []
        self.booked: list[tuple[str, StockPlace, SpoiledReason | None]] = []
        self.count_answer: StockCount | None = None

    def check(self, iccid: str, session: Session) -> SimStanding:
        del session
        self._pass()
        self.asked.append(iccid)
        number = Sim(iccid, SimSource.SCANNER).stock_number
        return self.standings.get(number, SimStanding.USABLE)

    def show(self, session: Session) -> ShownStock:
        del session
        self._pass()
        return self.shown

    def receive(self, delivery_id: str, ranges: Sequence[SimRange], session: Session) -> ShownStock:
        del session
        self._pass()
        found = next((each for each in self.shown.deliveries if each.id == delivery_id), None)
        if found is None or found.ranges != tuple(ranges):
            raise StockRefused(reason="delivery")
        figures = self.shown.figures
        self.shown = ShownStock(
            replace(figures, issued=figures.issued + found.count),
            tuple(each for each in self.shown.deliveries if each is not found),
        )
        return self.shown

    def book(
        self, iccid: str, place: StockPlace, reason: SpoiledReason | None, session: Session
    ) -> ShownStock:
        if self.check(iccid, session) is not SimStanding.USABLE:
            raise StockRefused(reason="sim")
        self.booked.append((iccid, place, reason))
        figures = self.shown.figures
        self.shown = replace(self.shown, figures=replace(figures, spoiled=figures.spoiled + 1))
        return self.shown

    def count(self, ranges: Sequence[SimRange], session: Session) -> StockCount:
        del session
        self._pass()
        if self.count_answer is not None:
            return self.count_answer
        return StockCount(self.shown.figures, sum(each.count for each in ranges))

    def _pass(self) -> None:
        if self.troubles:
            raise self.troubles.popleft()
        if not self.is_reachable:
            raise Unreachable("scripted")
