"""The monthly self-inspection at the counter (自查): list, sample, violations, and the signature.

The sample comes from the gateway in masks and stays in memory; on the disk lies what was answered.
A report is signed with the gateway in reach, for only it checks a second factor; from then on it is
kept here and delivered by the carrier, however long that takes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import singledispatchmethod

from drivers.card.number import looks_like_id_number
from pos_client.application import inspection_commands as commands
from pos_client.application.case_desk import CaseDesk
from pos_client.application.case_trouble import IdentityTyped, OnlineOnly
from pos_client.application.desk import Desk
from pos_client.application.inspection_pages import page_of_plan
from pos_client.application.inspection_reports import (
    event_of,
    paper_of,
    proof_of,
    report_of_page,
)
from pos_client.application.inspection_state import InspectionPage, InspectionState
from pos_client.application.inspection_trouble import InspectionIncomplete, InspectionNotTaken
from pos_client.application.inspections import SignedInspection
from pos_client.application.news import PaperMade
from pos_client.application.pause import Pause
from pos_client.application.refusals import what_was_refused
from pos_client.application.sessions import Asked, Sessions
from pos_client.application.trouble import (
    LogInRefused,
    NotAuthorised,
    NotEntitled,
    OutcomeUnknown,
    StoreDamaged,
    Trouble,
    Unreachable,
    Unreadable,
)
from pos_client.application.workers import Workers
from pos_client.domain.inspection import (
    LONGEST_NOTE,
    ChecklistItem,
    InspectionPlan,
    Violation,
)
from pos_client.domain.inspection_draft import InspectionDraft
from pos_client.domain.inspection_paper import InspectionPaper
from pos_client.domain.local_day import local_day
from pos_client.domain.outlet import Right
from pos_client.protocol.inspections import MOST_VIOLATIONS
from pos_client.protocol.words import Session

__all__ = ["InspectionDesk"]

log = logging.getLogger(__name__)

# What the carrier has delivered shows so soon; figures are read more often.
LOOKED_AGAIN_AFTER = timedelta(seconds=2)


class InspectionDesk:
    """Lives on the counter's thread, beside the day."""

    def __init__(
        self,
        desk: Desk,
        workers: Workers,
        sessions: Sessions,
        tell: Callable[[PaperMade], None],
        cases: CaseDesk,
    ) -> None:
        self._desk = desk
        self._workers = workers
        self._sessions = sessions
        self._tell = tell
        self._cases = cases
        self._page: InspectionPage | None = None
        self._signed: InspectionPaper | None = None
        self._is_damaged = False
        self._items: tuple[ChecklistItem, ...] = ()
        self._known = InspectionState()
        self._newest: SignedInspection | None = None
        self._until_look = Pause(desk.tools.clock.monotonic_ns)

    @property
    def state(self) -> InspectionState:
        """What is due by the last look, and the page as it is now."""
        return replace(self._known, page=self._page)

    def leave(self) -> None:
        """Another page comes, or nobody may look any more: no mask stays in memory."""
        self._page = None

    def read(self) -> None:
        """Say anew what is due, and how the queue stands."""
        desk, page = self._desk, self._page
        if page is not None or self._until_look.is_over:
            self._until_look.begin(LOOKED_AGAIN_AFTER)
            self._newest = self._last()
        last = self._newest
        if page is not None:
            summary = desk.summary()
            self._page = replace(
                page,
                pending=summary.pending,
                quarantined=summary.quarantined,
                today=local_day(desk.now()),
                may_sign=desk.may(Right.REGISTER),
                last=last,
            )
        self._known = InspectionState(
            is_asked=desk.configuration.inspection is not None,
            due=desk.inspection_due(desk.now()),
            waiting=str(last.report.month) if last is not None and last.is_waiting else "",
        )

    def _last(self) -> SignedInspection | None:
        """What was signed last; where somebody has changed a signed month, nothing new begins."""
        desk, inspections = self._desk, self._desk.tools.store.inspections
        try:
            last = inspections.last()
        except StoreDamaged:
            if not self._is_damaged:
                self._is_damaged = True
                desk.close_for_chain()
            return None
        desk.inspected_until = inspections.signed_until()  # one may have been refused meanwhile
        return last

    @singledispatchmethod
    def handle(self, command: commands.InspectionCommand) -> None:
        """Do what a command asks; one that does not fit the moment does nothing."""
        raise TypeError(type(command).__name__)

    @handle.register
    def _(self, _command: commands.OpenInspection) -> None:
        desk, session = self._desk, self._desk.session
        if not desk.is_at_work or session is None or desk.configuration.inspection is None:
            return
        due = desk.inspection_due(desk.now())
        self._page = InspectionPage(is_asking=due is not None)
        desk.trouble = None
        if due is None:
            return
        inspections, month = desk.tools.gateway.inspections, due.month
        self._workers.ask(
            lambda: inspections.plan(month, session), self._take_plan, self._take_trouble
        )

    @handle.register
    def _(self, _command: commands.LeaveInspection) -> None:
        self.leave()

    @handle.register
    def _(self, command: commands.LookAt) -> None:
        page = self._page
        if page is not None and page.paper is None:
            self._page = replace(page, place=max(0, min(command.place, page.last_place)))

    @handle.register
    def _(self, command: commands.AnswerItem) -> None:
        page, draft = self._page, self._open_draft()
        if page is None or draft is None or page.plan is None:
            return
        if command.item in {each.id for each in page.plan.items}:
            self._keep(draft.answered(command.item, command.answer), page.place + 1)

    @handle.register
    def _(self, command: commands.JudgeCase) -> None:
        page, draft = self._page, self._open_draft()
        if page is None or draft is None or page.plan is None:
            return
        if command.case in page.plan.sample_ids:
            self._keep(draft.judged(command.case, command.finding), page.place + 1)

    @handle.register
    def _(self, command: commands.AddViolation) -> None:
        page, draft = self._page, self._open_draft()
        if page is None or draft is None or page.plan is None or page.today is None:
            return
        added = Violation(command.kind, command.clerk_number, command.measure, command.day)
        is_of_shop = added.clerk_number in page.plan.clerks and added.day <= page.today
        if is_of_shop and len(draft.violations) < MOST_VIOLATIONS:
            self._keep(replace(draft, violations=(*draft.violations, added)), page.place)

    @handle.register
    def _(self, _command: commands.DropViolation) -> None:
        page, draft = self._page, self._open_draft()
        if page is not None and draft is not None:
            self._keep(replace(draft, violations=draft.violations[:-1]), page.place)

    @handle.register
    def _(self, command: commands.KeepNote) -> None:
        page, draft = self._page, self._open_draft()
        if page is None or draft is None:
            return
        text = command.text.strip()
        if looks_like_id_number(text):
            self._desk.tell(IdentityTyped())
        elif len(text) <= LONGEST_NOTE and text.isprintable():
            self._keep(replace(draft, note=text), page.place)

    @handle.register
    def _(self, command: commands.MakeReport) -> None:
        page, desk = self._page, self._desk
        if page is None or self._open_draft() is None or page.plan is None:
            return
        signer, named = command.signer.strip(), page.plan.responsible
        if not signer or looks_like_id_number(signer):
            return
        if page.open_count:
            desk.tell(InspectionIncomplete(count=page.open_count))
        elif named and signer not in named:
            desk.tell(NotEntitled())
        else:
            desk.trouble = None
            report = report_of_page(desk, page, signer)
            self._page = replace(page, paper=paper_of(report, desk, self._items))

    @handle.register
    def _(self, _command: commands.DropReport) -> None:
        page = self._page
        if page is not None and not page.is_confirming:
            self._page = replace(page, paper=None)

    @handle.register
    def _(self, command: commands.SignReport) -> None:
        page, desk, hand = self._page, self._desk, command.signature
        if page is None or page.paper is None or page.is_confirming or self._cases.is_open:
            return
        paper = page.paper
        if not (hand.is_written and hand.signed_sha256 == paper.report.sha256):
            return
        desk.trouble = None
        self._page = replace(page, is_confirming=True)
        signed = replace(paper, signature=hand, is_signed=True)
        asked = Asked(
            signed.report.signer,
            command.password,
            lambda session, is_offline: self._confirmed(signed, session, is_offline=is_offline),
            self._answered,
        )
        self._sessions.prove(asked, command.second_factor)

    @handle.register
    def _(self, _command: commands.ShowReport) -> None:
        desk = self._desk
        last = self._last()
        if last is None or not desk.is_at_work:
            return
        paper = self._signed
        if paper is None or paper.report != last.report:
            paper = replace(
                paper_of(last.report, desk, self._items), is_signed=True, is_reprint=True
            )
        desk.audit("report_made", month=str(last.report.month), reprint=paper.is_reprint)
        self._tell(PaperMade(paper))

    @handle.register
    def _(self, command: commands.NoteReportPrinted) -> None:
        signed = self._signed
        if signed is not None and signed.case_number == command.report_number:
            self._signed = replace(signed, is_reprint=True)
            self._desk.audit("report_printed", month=str(signed.report.month))

    # What the gateway says ---------------------------------------------------------------------

    def _take_plan(self, plan: InspectionPlan) -> None:
        page = self._page
        if page is None:
            return
        self._items = plan.items
        self._page = page_of_plan(page, plan, self._desk.tools.store.inspections.draft(plan.month))

    def _take_trouble(self, trouble: Trouble) -> None:
        if self._page is None:
            return
        self._page = replace(self._page, is_asking=False)
        if isinstance(trouble, (Unreachable, OutcomeUnknown)):
            trouble = OnlineOnly()
        elif isinstance(trouble, NotAuthorised):
            trouble = what_was_refused(trouble)
        elif isinstance(trouble, Unreadable):
            trouble = InspectionNotTaken(reason=str(trouble.facts.get("code", "")))
        self._desk.tell(trouble)

    def _answered(self) -> None:
        if self._page is not None:
            self._page = replace(self._page, is_confirming=False)

    def _confirmed(self, signed: InspectionPaper, session: Session, *, is_offline: bool) -> None:
        """Who signs is known: keep the month, and go on with whoever was at the counter."""
        desk, page, report = self._desk, self._page, signed.report
        if session.clerk.clerk_number != report.signer:
            desk.tell(LogInRefused())
            return
        if is_offline:
            desk.tell(OnlineOnly())  # a second factor is checked by the gateway alone
            return
        at_counter = desk.session
        if at_counter is not None and at_counter.clerk.clerk_number == report.signer:
            desk.session = session  # the log-in before ended with it
        if page is None or page.paper is None or page.paper.report != report:
            return  # given up meanwhile, or hidden behind the lock
        if not session.clerk.may(Right.REVIEW):
            desk.tell(NotEntitled())
            return
        self._close(signed, session)

    def _close(self, signed: InspectionPaper, session: Session) -> None:
        desk, report = self._desk, signed.report
        proof = proof_of(signed, session, desk)
        event = event_of(report, desk)
        desk.tools.store.inspections.close(report, proof, event)
        desk.inspected_until = report.month
        log.info("a month was signed off", extra={"month": str(report.month)})
        self._signed = signed
        self._until_look.end()
        self.leave()
        self.read()
        self._tell(PaperMade(signed))

    def _open_draft(self) -> InspectionDraft | None:
        """What may be changed now: by somebody who serves here, while nothing is being signed."""
        page = self._page
        if page is None or page.paper is not None or not self._desk.is_serving:
            return None
        return page.draft

    def _keep(self, draft: InspectionDraft, place: int) -> None:
        page = self._page
        if page is not None:
            self._desk.tools.store.inspections.keep_draft(draft)
            self._page = replace(page, draft=draft, place=min(place, page.last_place))
