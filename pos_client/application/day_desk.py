"""The day at the counter: its figures, the hand-over of a shift, and the day-end sheet (日结)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from functools import singledispatchmethod

from pos_client.application import day_commands as commands
from pos_client.application.case_desk import CaseDesk
from pos_client.application.day_state import DayState
from pos_client.application.desk import Desk
from pos_client.application.figures_commands import FiguresCommand, KeepReport
from pos_client.application.figures_desk import FiguresDesk
from pos_client.application.inspection_commands import InspectionCommand
from pos_client.application.inspection_desk import InspectionDesk
from pos_client.application.news import News, PaperMade
from pos_client.application.paper_channel import paper_channel
from pos_client.application.paperwork import unclaiming
from pos_client.application.sessions import Asked, Sessions
from pos_client.application.stock_commands import StockCommand
from pos_client.application.stock_desk import StockDesk
from pos_client.application.trouble import LogInRefused, NotEntitled, SignaturesAlike, SignedByOne
from pos_client.application.workers import Workers
from pos_client.domain.audit import AuditEvent
from pos_client.domain.day_figures import Frozen, OpenWork, total
from pos_client.domain.day_sheet import DaySheet, SheetKind, SheetPaper
from pos_client.domain.local_day import local_day
from pos_client.domain.outlet import Right
from pos_client.protocol.words import Session

__all__ = ["DayDesk"]

log = logging.getLogger(__name__)

_KINDS = {SheetKind.HAND_OVER: "shift_handed_over", SheetKind.DAY_END: "day_ended"}


class DayDesk:
    """Lives on the counter's thread. Needs no gateway: every figure is kept here.

    Handwriting stays in memory, of the last sheet alone: on the disk lie figures and their hash.
    """

    def __init__(
        self,
        desk: Desk,
        workers: Workers,
        sessions: Sessions,
        tell: Callable[[PaperMade], None],
        cases: CaseDesk,
        tell_news: Callable[[News], None],
    ) -> None:
        self._desk = desk
        self.stock = StockDesk(desk, workers)
        self.inspection = InspectionDesk(desk, workers, sessions, tell, cases)
        self._pages = FiguresDesk(desk, workers, tell_news)
        self._sessions = sessions
        self._tell = tell
        self._cases = cases
        self._shown: DayState | None = None
        self._frozen: Frozen | None = None
        self._signed: SheetPaper | None = None

    @property
    def state(self) -> DayState | None:
        """None while the page is closed."""
        shown, pages = self._shown, self._pages
        if shown is None:
            return None
        stock, campaign, oversight = self.stock.state, pages.campaign, pages.oversight
        return replace(shown, stock=stock, campaign=campaign, oversight=oversight)

    @property
    def is_open(self) -> bool:
        return self._shown is not None

    @property
    def signed_off_until(self) -> date | None:
        """The last day of the last month that was signed off, here or by the gateway's word."""
        asked = self._desk.configuration.inspection
        there = [asked.owes_from.previous] if asked is not None else []
        here = self._desk.inspected_until
        months = there if here is None else [*there, here]
        return max(months).last_day if months else None

    def leave(self) -> None:
        self._shown = None
        self.stock.leave()
        self.inspection.leave()
        self._pages.leave()

    def read(self) -> None:
        """Read the figures anew, unless they stand on a sheet that is being signed."""
        self.inspection.read()
        shown = self._shown
        if shown is None or shown.sheet is not None:
            return
        desk, days = self._desk, self._desk.tools.store.days
        self._pages.read()
        today, shift = local_day(desk.now()), days.shift()
        last = days.last_sheet()
        self._shown = replace(
            shown,
            has_later=shown.day < today,
            shift=shift,
            day_lines=tuple(days.of_day(shown.day)),
            shift_figures=total(days.of_shift(shift.number)),
            open_work=self._open_work(),
            day_ends=days.day_ends(shown.day),
            may_sign=desk.may(Right.REGISTER),
            last_sheet=last.sheet_number if last is not None else "",
            has_stock=desk.configuration.sim_stock is not None,
            counted=self.stock.counted,
        )

    @singledispatchmethod
    def handle(self, command: commands.DayCommand) -> None:
        """Do what a command asks; one that does not fit the moment does nothing."""
        raise TypeError(type(command).__name__)

    @handle.register
    def _(self, command: commands.OpenDay) -> None:
        if not self._desk.is_at_work:
            return
        today = local_day(self._desk.now())
        day = min(command.day or today, today)
        self.leave()
        self._shown = DayState(day, has_later=day < today)
        self.read()

    @handle.register
    def _(self, command: StockCommand) -> None:
        if self._shown is not None and self._shown.sheet is None:
            self.stock.handle(command)
            self.read()

    @handle.register
    def _(self, command: InspectionCommand) -> None:
        if not self._cases.is_open:
            self._shown = None  # one page takes the other's place
            self._pages.leave()
            self.inspection.handle(command)
            self.inspection.read()

    @handle.register
    def _(self, command: FiguresCommand) -> None:
        shown, was_open = self._shown, self._pages.is_open
        is_signing = shown is not None and shown.sheet is not None
        if is_signing and not isinstance(command, KeepReport):
            return
        self.inspection.leave()
        self._pages.handle(command)
        if was_open and not self._pages.is_open:
            self.leave()
        elif self._pages.is_open and shown is None:
            today = local_day(self._desk.now())
            self._shown = DayState(today, has_later=False)
            self.read()

    @handle.register
    def _(self, _command: commands.LeaveDay) -> None:
        self.leave()

    @handle.register
    def _(self, command: commands.MakeSheet) -> None:
        shown, session = self._shown, self._desk.session
        if shown is None or session is None or not self._desk.is_serving:
            return
        taking_clerk = command.taking_clerk.strip()
        if not taking_clerk or shown.sheet is not None:
            return
        if taking_clerk == session.clerk.clerk_number:
            self._desk.tell(SignedByOne())
            return
        self._desk.trouble = None
        sheet = self._sheet(command, shown.day, session.clerk.clerk_number, taking_clerk)
        self._shown = replace(shown, sheet=self._paper(sheet))

    @handle.register
    def _(self, _command: commands.DropSheet) -> None:
        if self._shown is not None and not self._shown.is_confirming:
            self._shown = replace(self._shown, sheet=None)
            self.read()

    @handle.register
    def _(self, command: commands.SignSheet) -> None:
        shown = self._shown
        if shown is None or shown.sheet is None or shown.is_confirming:
            return
        if not self._desk.is_serving or self._cases.is_open:
            return
        hands = command.leaving_signature, command.taking_signature
        sha256 = shown.sheet.sheet.sha256
        if not all(hand.is_written and hand.signed_sha256 == sha256 for hand in hands):
            return
        if hands[0].is_same_ink(hands[1]):
            self._desk.tell(SignaturesAlike())
            return
        signed = replace(
            shown.sheet,
            leaving_signature=command.leaving_signature,
            taking_signature=command.taking_signature,
            is_signed=True,
        )
        self._desk.trouble = None
        self._shown = replace(shown, is_confirming=True)
        asked = Asked(
            signed.sheet.taking_clerk,
            command.password,
            lambda session, is_offline: self._confirmed(signed, session, is_offline=is_offline),
            self._answered,
        )
        self._sessions.prove(asked, command.second_factor)

    @handle.register
    def _(self, _command: commands.ShowSheet) -> None:
        desk = self._desk
        if not desk.is_at_work:
            return
        last = desk.tools.store.days.last_sheet()
        if last is None:
            return
        paper = self._signed
        if paper is None or paper.sheet != last:
            paper = replace(self._paper(last), is_signed=True, is_reprint=True)
        desk.audit("sheet_made", sheet=last.number, reprint=paper.is_reprint)
        self._tell(PaperMade(paper))

    @handle.register
    def _(self, command: commands.NoteSheetPrinted) -> None:
        signed = self._signed
        if signed is not None and signed.case_number == command.sheet_number:
            self._signed = replace(signed, is_reprint=True)
            self._desk.audit("sheet_printed", sheet=signed.sheet.number)

    def _answered(self) -> None:
        if self._shown is not None:
            self._shown = replace(self._shown, is_confirming=False)

    def _confirmed(self, signed: SheetPaper, session: Session, *, is_offline: bool) -> None:
        """Who takes over is known: keep the sheet, and let the next shift begin."""
        desk, shown, sheet = self._desk, self._shown, signed.sheet
        frozen = self._frozen
        if shown is None or shown.sheet is None or shown.sheet.sheet != sheet or frozen is None:
            return  # given up meanwhile, or hidden behind the lock
        if self._cases.is_open:
            return  # nobody leaves an open case behind
        if session.clerk.clerk_number != sheet.taking_clerk:
            desk.tell(LogInRefused())
            return
        if not session.clerk.may(Right.REGISTER):
            desk.tell(NotEntitled())
            return
        event = _event(sheet, desk, is_offline=is_offline)
        desk.tools.store.days.close(sheet, event, frozen.counted)
        log.info("a shift was ended", extra={"sheet": sheet.number, "kind": sheet.kind.value})
        self._signed = signed
        self.leave()
        self.stock.end_shift()
        self._cases.finish()
        self._sessions.log_out()
        if sheet.kind is SheetKind.HAND_OVER:
            self._sessions.let_in(session, is_offline)
        self._tell(PaperMade(signed))

    def _sheet(
        self, command: commands.MakeSheet, day: date, leaving_clerk: str, taking_clerk: str
    ) -> DaySheet:
        desk, days = self._desk, self._desk.tools.store.days
        shift, outlet = days.shift(), desk.configuration.outlet
        is_day = command.kind is SheetKind.DAY_END
        now = desk.now()
        self._frozen = frozen = days.freeze(day if is_day else None)
        return DaySheet(
            kind=command.kind,
            number=days.next_number(),
            day=day if is_day else local_day(now),
            shift=shift.number,
            began_by=shift.clerk_number,
            began_at=shift.began_at,
            made_at=now,
            device_id=desk.configuration.device_id,
            outlet_code=outlet.code,
            sign_number=outlet.sign_number,
            agent_number=outlet.agent_number,
            leaving_clerk=leaving_clerk,
            taking_clerk=taking_clerk,
            lines=frozen.lines,
            open_work=self._open_work(),
            sim_count=command.sim_count,
            stock=self.stock.counted,
            day_ends_before=frozen.day_ends,
        )

    def _paper(self, sheet: DaySheet) -> SheetPaper:
        configuration = self._desk.configuration
        outlet = configuration.outlet
        return SheetPaper(
            sheet,
            brand=unclaiming(outlet.brand, ""),
            outlet_name=unclaiming(outlet.name, outlet.code),
            is_demo=configuration.is_demo,
            channel=paper_channel(configuration),
        )

    def _open_work(self) -> OpenWork:
        summary = self._desk.summary()
        return OpenWork(
            pending=summary.pending,
            quarantined=summary.quarantined,
            under_review=summary.under_review,
            awaiting_customer=summary.awaiting_customer,
        )


def _event(sheet: DaySheet, desk: Desk, *, is_offline: bool) -> AuditEvent:
    """What the chain tells of it: figures, both work ids, and the hash that both have signed."""
    details: dict[str, str | int | bool] = {
        "sheet": sheet.number,
        "shift": sheet.shift,
        "day": sheet.day.isoformat(),
        "clerk": sheet.leaving_clerk,
        "taken_over_by": sheet.taking_clerk,
        "offline": is_offline,
        # Under a name of its own: a bare `sha256` announces a registration to the gateway.
        "sheet_sha256": sheet.sha256.hex(),
        "day_ends_before": sheet.day_ends_before,
        **asdict(sheet.figures),
        **asdict(sheet.open_work),
    }
    if sheet.sim_count is not None:
        counted = asdict(sheet.sim_count) | {"difference": sheet.sim_count.difference}
        details |= {f"sims_counted_{name}": figure for name, figure in counted.items()}
    if sheet.stock is not None:
        details |= {
            "stock_counted": sheet.stock.counted,
            "stock_difference": sheet.stock.difference,
            "stock_lacking": sheet.stock.lacking_count,
            "stock_surplus": sheet.stock.surplus_count,
        }
    return AuditEvent(_KINDS[sheet.kind], desk.now(), details)
