"""Pages of figures at the counter: the campaign (补登记进度), and the oversight of the outlet.

What this counter did itself is read from its own totals of days; all else the gateway says. Nothing
of it is kept on the disk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial, singledispatchmethod
from pathlib import Path
from typing import TypeVar

from pos_client.application import figures_commands as commands
from pos_client.application.case_trouble import OnlineOnly
from pos_client.application.desk import Desk
from pos_client.application.figures_state import CampaignState, OversightState
from pos_client.application.month_reading import MonthReading
from pos_client.application.news import News, ReportKept, ReportRead
from pos_client.application.oversight_trouble import OversightRefused, ReportUnwritable
from pos_client.application.queue_trouble import BundleUnwritable
from pos_client.application.refusals import what_was_refused
from pos_client.application.trouble import (
    NotAuthorised,
    NotEntitled,
    OutcomeUnknown,
    Trouble,
    Unreachable,
)
from pos_client.application.workers import Workers
from pos_client.domain.campaign import CampaignPage
from pos_client.domain.local_day import local_day
from pos_client.domain.month_report import MonthReport, ReportHead
from pos_client.domain.outlet import Right
from pos_client.domain.oversight import (
    OutletOversight,
    first_of_month,
    last_of_month,
)
from pos_client.protocol.words import Session

__all__ = ["FiguresDesk"]

T = TypeVar("T")


class FiguresDesk:
    """Lives on the counter's thread, beside the day. At most one of its pages is open.

    Attributes:
        campaign, oversight: what is shown; None while the page is closed.
    """

    def __init__(self, desk: Desk, workers: Workers, tell: Callable[[News], None]) -> None:
        self._desk = desk
        self._workers = workers
        self._tell = tell
        self.campaign: CampaignState | None = None
        self.oversight: OversightState | None = None
        # An answer to a page that was left, and opened anew meanwhile, is nobody's.
        self._opened = 0
        self._is_reading = False

    @property
    def is_open(self) -> bool:
        return self.campaign is not None or self.oversight is not None

    def leave(self) -> None:
        """Another page comes, or nobody may look any more."""
        self.campaign = self.oversight = None
        self._opened += 1

    def read(self) -> None:
        """Read what this counter counts itself anew."""
        shown = self.oversight
        if shown is None:
            return
        desk, month = self._desk, shown.month
        today = local_day(desk.now())
        days = desk.tools.store.days.months.days(month, last_of_month(month))
        if not month <= today <= last_of_month(month):
            days = (*days, *desk.tools.store.days.months.days(today, today))
        self.oversight = replace(shown, today=today, days=tuple(days), queue=desk.summary())

    @singledispatchmethod
    def handle(self, command: commands.FiguresCommand) -> None:
        """Do what a command asks; one that does not fit the moment does nothing."""
        raise TypeError(type(command).__name__)

    @handle.register
    def _(self, _command: commands.OpenCampaign) -> None:
        dates = self._desk.configuration.campaign
        if dates is None or not self._desk.is_at_work:
            return
        if not self._desk.may(Right.REGISTER):
            self._desk.tell(NotEntitled())
            return
        kept = self.campaign
        self.leave()
        page = kept.page if kept is not None else None
        self.campaign = CampaignState(dates, page)
        self._ask_campaign(())

    @handle.register
    def _(self, command: commands.TurnCampaign) -> None:
        state = self.campaign
        if state is None or state.page is None or state.is_asking:
            return
        trail = state.trail
        if not command.is_onwards:
            if trail:
                self._ask_campaign(trail[:-1])
        elif state.page.has_more and state.page.lines:
            self._ask_campaign((*trail, state.page.lines[-1].position))

    @handle.register
    def _(self, command: commands.OpenOversight) -> None:
        desk = self._desk
        if not desk.is_at_work:
            return
        if not desk.may(Right.OVERSEE):
            desk.tell(OversightRefused())
            return
        today = local_day(desk.now())
        month = first_of_month(min(command.month or today, today))
        kept = self.oversight
        self.leave()
        known = kept.outlet if kept is not None and kept.month == month else None
        self.oversight = OversightState(month, today, outlet=known, is_reading=self._is_reading)
        self.read()
        self._ask_oversight(month)

    @handle.register
    def _(self, command: commands.ReadReport) -> None:
        desk, shown, session = self._desk, self.oversight, self._desk.session
        if shown is None or self._is_reading:
            return

        def is_wanted() -> bool:
            # A customer takes the page's place and not the report's; another log-in takes both.
            if desk.session is not session:
                self._note_reading(is_reading=False)
            return self._is_reading

        def read(report: MonthReport) -> None:
            self._note_reading(is_reading=False)
            self._tell(ReportRead(report, command.folder))

        self._note_reading(is_reading=True)
        months = desk.tools.store.days.months
        head = self._head_of(shown.month)
        MonthReading(months, self._workers, head, shown.outlet, is_wanted, read).begin()

    @handle.register
    def _(self, command: commands.KeepReport) -> None:
        if not self._desk.may(Right.OVERSEE):
            return
        files = self._desk.tools.files
        try:
            for name, data in command.files:
                files.write(Path(command.folder) / name, data)
        except BundleUnwritable as no:
            self._desk.tell(ReportUnwritable(**no.facts))
            return
        names = tuple(name for name, _ in command.files)
        self._desk.audit("report_exported", files=len(names))
        self._tell(ReportKept(names))

    @handle.register
    def _(self, _command: commands.LeaveFigures) -> None:
        self.leave()

    def _note_reading(self, *, is_reading: bool) -> None:
        self._is_reading = is_reading
        if self.oversight is not None:
            self.oversight = replace(self.oversight, is_reading=is_reading)

    def _head_of(self, month: date) -> ReportHead:
        configuration = self._desk.configuration
        outlet = configuration.outlet
        return ReportHead(
            month=month,
            made_at=self._desk.now(),
            outlet_code=outlet.code,
            outlet_name=outlet.name,
            brand=outlet.brand,
            sign_number=outlet.sign_number,
            agent_number=outlet.agent_number,
            device_id=configuration.device_id,
            is_demo=configuration.is_demo,
        )

    def _ask_campaign(self, trail: tuple[int, ...]) -> None:
        figures = self._desk.tools.figures

        def answered(page: CampaignPage) -> None:
            if self.campaign is not None:
                self.campaign = replace(self.campaign, page=page, trail=trail, is_asking=False)

        if self.campaign is not None:
            self.campaign = replace(self.campaign, is_asking=True)
        behind = trail[-1] if trail else 0
        self._ask(partial(figures.campaign, behind), answered)

    def _ask_oversight(self, month: date) -> None:
        figures = self._desk.tools.figures

        def answered(outlet: OutletOversight) -> None:
            if self.oversight is not None:
                self.oversight = replace(self.oversight, outlet=outlet, is_asking=False)

        if self.oversight is not None:
            self.oversight = replace(self.oversight, is_asking=True)
        self._ask(partial(figures.oversight, month), answered)

    def _ask(self, question: Callable[[Session], T], answer: Callable[[T], None]) -> None:
        """Ask the gateway for the page that is open; whoever has left it is told nothing."""
        desk, session, opened = self._desk, self._desk.session, self._opened
        if session is None:
            return

        def answered(value: T) -> None:
            if opened == self._opened:
                answer(value)

        def failed(trouble: Trouble) -> None:
            if opened != self._opened:
                return
            if self.campaign is not None:
                self.campaign = replace(self.campaign, is_asking=False)
            if self.oversight is not None:
                self.oversight = replace(self.oversight, is_asking=False)
            desk.tell(_told(trouble))

        desk.trouble = None
        self._workers.ask(lambda: question(session), answered, failed)


def _told(trouble: Trouble) -> Trouble:
    if isinstance(trouble, Unreachable | OutcomeUnknown):
        return OnlineOnly()
    return what_was_refused(trouble) if isinstance(trouble, NotAuthorised) else trouble
