"""Blank SIMs at the counter (白卡库存): parcels received, spoiled ones booked, the drawer counted.

The book is the gateway's, so nothing of it is kept on the disk, and away from the gateway the page
says so. The last count of a shift stays in memory for the sheet that ends it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import singledispatchmethod
from typing import TypeVar

from drivers.api import SimRead, SimRefused
from pos_client.application import stock_commands as commands
from pos_client.application.case_trouble import OnlineOnly
from pos_client.application.desk import Desk
from pos_client.application.refusals import what_was_refused
from pos_client.application.sim_checks import SimChecks
from pos_client.application.sim_stock import ShownStock
from pos_client.application.stock_state import StockState
from pos_client.application.trouble import NotAuthorised, OutcomeUnknown, Trouble, Unreachable
from pos_client.application.workers import Workers
from pos_client.domain.flow import Mode
from pos_client.domain.outlet import Right
from pos_client.domain.sim import NotAnIccid, Sim, SimSource, read_iccid
from pos_client.domain.sim_stock import SimStanding, StockCount, range_of
from pos_client.protocol.words import Session

__all__ = ["StockDesk"]

T = TypeVar("T")


class StockDesk:
    """Lives on the counter's thread, beside the day.

    Attributes:
        counted: the last count of the open shift; None where nobody has counted.
    """

    def __init__(self, desk: Desk, workers: Workers) -> None:
        self._desk = desk
        self._workers = workers
        self._checks = SimChecks(desk, workers)
        self.state: StockState | None = None
        self.counted: StockCount | None = None

    def leave(self) -> None:
        """Another page comes, or nobody may look any more."""
        self.state = None

    def end_shift(self) -> None:
        """What was counted is on the sheet that ended the shift."""
        self.leave()
        self.counted = None

    def take_sim(self, sim: SimRead | SimRefused) -> bool:
        """A SIM lies in a reader: as good as scanned, while the page is open.

        Returns:
            Whether it was for this page.
        """
        if self.state is None:
            return False
        if isinstance(sim, SimRefused):
            self.state = replace(self.state, scan_refused="chip")
        else:
            self._scan(sim.iccid, SimSource.SIM_READER)
        return True

    @singledispatchmethod
    def handle(self, command: commands.StockCommand) -> None:
        """Do what a command asks; one that does not fit the moment does nothing."""
        raise TypeError(type(command).__name__)

    @handle.register
    def _(self, _command: commands.OpenStock) -> None:
        desk = self._desk
        if not desk.is_at_work or desk.configuration.sim_stock is None:
            return
        self.state = StockState(
            may_book=desk.may(Right.REGISTER),
            may_book_more=desk.may(Right.REVIEW),
            counted=self.counted,
        )
        self._ask(desk.tools.stock.show, self._show)

    @handle.register
    def _(self, _command: commands.LeaveStock) -> None:
        self.leave()

    @handle.register
    def _(self, command: commands.ScanStock) -> None:
        self._scan(command.text, SimSource.SCANNER)

    @handle.register
    def _(self, _command: commands.DropScans) -> None:
        if self.state is not None:
            self.state = self._without_scans(self.state)

    @handle.register
    def _(self, command: commands.BookSim) -> None:
        state, stock = self.state, self._desk.tools.stock
        if state is None or not state.iccid or state.is_asking:
            return
        iccid, place, reason = state.iccid, command.place, command.reason

        def booked(shown: ShownStock) -> None:
            self._desk.audit("sim_booked", place=place.value, reason=reason.value if reason else "")
            self._show(shown, done=place.value.lower())

        self._ask(lambda session: stock.book(iccid, place, reason, session), booked)

    @handle.register
    def _(self, command: commands.ReceiveDelivery) -> None:
        state, stock = self.state, self._desk.tools.stock
        if state is None or not state.bundles or state.half or state.is_asking:
            return
        bundles = state.bundles

        def received(shown: ShownStock) -> None:
            count = sum(each.count for each in bundles)
            self._desk.audit("sims_received", count=count)
            self._show(shown, done="received")

        self._ask(lambda session: stock.receive(command.delivery_id, bundles, session), received)

    @handle.register
    def _(self, _command: commands.CountStock) -> None:
        state, stock = self.state, self._desk.tools.stock
        if state is None or state.half or state.is_asking:
            return
        bundles = state.bundles

        def counted(found: StockCount) -> None:
            self.counted = replace(found, counted_at=self._desk.now())
            self._desk.audit(
                "sims_counted",
                counted=found.counted,
                in_hand=found.figures.in_hand,
                lacking=found.lacking_count,
                surplus=found.surplus_count,
            )
            if self.state is not None:
                deliveries = self.state.shown.deliveries if self.state.shown else ()
                self.state = replace(self.state, counted=self.counted)
                self._show(ShownStock(found.figures, deliveries), done="counted")

        self._ask(lambda session: stock.count(bundles, session), counted)

    def _scan(self, text: str, source: SimSource) -> None:
        state = self.state
        if state is None:
            return
        state = replace(state, done="", scan_refused="", iccid="", standing=None)
        try:
            iccid = read_iccid(text)
        except NotAnIccid as refused:
            self.state = replace(state, scan_refused=refused.reason)
            return
        if state.half:
            try:
                bundle = range_of(state.half, iccid)
            except ValueError:
                self.state = replace(state, half="", scan_refused="range")
                return
            if any(bundle.overlaps(each) for each in state.bundles):
                self.state = replace(state, half="", scan_refused="twice")
                return
            self.state = replace(state, half="", bundles=(*state.bundles, bundle), iccid=iccid)
        else:
            self.state = replace(state, half=iccid, iccid=iccid)
        self._checks.forget()
        sim = Sim(iccid, source)
        self._checks.ask(Mode.ONLINE, sim, lambda said: self._hear(iccid, said), lambda _: None)

    def _hear(self, iccid: str, said: SimStanding) -> None:
        if self.state is not None and self.state.iccid == iccid:
            self.state = replace(self.state, standing=said)

    def _show(self, shown: ShownStock, done: str = "") -> None:
        if self.state is None:
            return
        state = self._without_scans(self.state) if done else self.state
        self.state = replace(state, shown=shown, done=done)

    @staticmethod
    def _without_scans(state: StockState) -> StockState:
        return replace(
            state, bundles=(), half="", iccid="", standing=None, scan_refused="", done=""
        )

    def _ask(self, question: Callable[[Session], T], answer: Callable[[T], None]) -> None:
        """Ask the gateway for this page; whoever has left it meanwhile is told nothing."""
        desk, session, state = self._desk, self._desk.session, self.state
        if session is None or state is None:
            return

        def ended() -> bool:
            if self.state is None:
                return False
            self.state = replace(self.state, is_asking=False)
            return True

        def answered(value: T) -> None:
            if ended():
                answer(value)

        def failed(trouble: Trouble) -> None:
            if not ended():
                return
            if isinstance(trouble, (Unreachable, OutcomeUnknown)):
                trouble = OnlineOnly()
            elif isinstance(trouble, NotAuthorised):
                trouble = what_was_refused(trouble)
            desk.tell(trouble)

        desk.trouble = None
        self.state = replace(state, is_asking=True)
        self._workers.ask(lambda: question(session), answered, failed)
