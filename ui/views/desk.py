"""What the window keeps beside the counter's state, and when it asks the counter for something."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from pos_client.application.commands import (
    CancelCase,
    ConfirmStep,
    CounterCommand,
    DismissTrouble,
    FinishCase,
    GiveConsent,
    Lock,
    LogIn,
    RefuseVisualCheck,
    SignForm,
    TakeLivePhoto,
)
from pos_client.application.news import (
    CounterChanged,
    PaperMade,
    QueueExported,
    QueueImported,
    QueuePageLoaded,
    ReportKept,
    ReportRead,
)
from pos_client.application.people_commands import FinishDocument, TakeDocumentImage
from pos_client.application.review_commands import DecideReview
from pos_client.application.state import CounterState, DevicePhase, TroubleState
from pos_client.application.subject_commands import CloseOwnNumbers, DisputeNumber
from pos_client.domain.flow import Step
from ui.presenters.glance import Glance
from ui.presenters.keys import Page
from ui.presenters.window import present_window

__all__ = ["Desk"]

SHOWN_FOR = timedelta(seconds=60)
# If the counter has nothing to say to an answer, the key works again after this.
ANSWER_WITHIN_MS = 3000

_Question: TypeAlias = tuple[object, ...]
_Mark: TypeAlias = tuple[datetime, float]
_ANSWERS = (
    CloseOwnNumbers,
    ConfirmStep,
    DecideReview,
    DisputeNumber,
    FinishCase,
    FinishDocument,
    GiveConsent,
    RefuseVisualCheck,
    SignForm,
    TakeDocumentImage,
    TakeLivePhoto,
)


class Desk(QObject):
    """State and glance in, `WindowScreen` out. Lives on the GUI thread."""

    screen_changed = Signal(object)
    page_loaded = Signal(object)
    paper_made = Signal(object)
    report_told = Signal(object)
    locked = Signal()

    def __init__(
        self,
        submit: Callable[[CounterCommand], None],
        now: Callable[[], datetime],
        *,
        is_enrolled: bool = True,
        monotonic_s: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._submit = submit
        self._now = now
        self._monotonic_s = monotonic_s
        self.state = CounterState()
        self.glance = Glance(now(), is_enrolled=is_enrolled)
        self._before_readers = Page.COUNTER
        self._trouble: TroubleState | None = None
        self._asked: _Question | None = None
        self._shown_read: tuple[UUID, int] | None = None
        self._shown_since: _Mark | None = None
        self._last_active = self._mark()
        self._beat = QTimer(self, interval=1000)
        self._beat.timeout.connect(self.tick)
        self._beat.start()
        self._patience = QTimer(self, interval=ANSWER_WITHIN_MS, singleShot=True)
        self._patience.timeout.connect(self._release)

    @Slot(object)
    def take_news(self, news: object) -> None:
        """News of the counter, from whatever thread, on this one."""
        if isinstance(news, QueuePageLoaded | QueueExported | QueueImported):
            self.page_loaded.emit(news)
        elif isinstance(news, PaperMade):
            self.paper_made.emit(news)
        elif isinstance(news, ReportRead | ReportKept):
            self.report_told.emit(news)
        elif isinstance(news, CounterChanged):
            self._take_state(news.state)

    def _take_state(self, state: CounterState) -> None:
        was_answered = self._asked is not None and self._asked != _question(state)
        has_trouble = state.trouble is not None and state.trouble != self.state.trouble
        if state.case is not None and self.state.case is None and self._is_at_readers:
            self.glance = replace(self.glance, page=Page.COUNTER)  # a card was laid there
        self.state = state
        session = state.session
        if was_answered or has_trouble:
            self._asked = None
        if session is None or session.is_locked:
            self.glance = replace(self.glance, is_veiled=False, hidden_read=None)
        is_told = session is not None or state.is_logging_in or has_trouble
        if is_told or state.device not in (DevicePhase.STARTING, DevicePhase.READY):
            self.glance = replace(self.glance, is_log_in_sent=False)
        self._watch_identity()
        self.draw()

    def submit(self, command: CounterCommand) -> None:
        """Ask the counter; what must vanish vanishes before it answers."""
        if isinstance(command, _ANSWERS):
            if self._asked is not None:
                return
            self._asked = _question(self.state)
            self._patience.start()
        if isinstance(command, CancelCase) or command == ConfirmStep(Step.SEAL.value):
            self._hide_identity()
        if isinstance(command, DismissTrouble):
            self._trouble = None
        if isinstance(command, LogIn):
            self.glance = replace(self.glance, is_log_in_sent=True)
        self._submit(command)
        self.draw()

    @Slot(object)
    def note_trouble(self, trouble: TroubleState) -> None:
        """A trouble that the counter knows nothing of, such as a printer's."""
        self._trouble = trouble
        self.draw()

    def show_page(self, page: Page) -> None:
        if self.state.session is not None:
            self._turn_to(page)

    def show_readers(self) -> None:
        """Also before anybody has logged in: the page names devices and nobody."""
        session = self.state.session
        is_locked = self.glance.is_veiled or (session is not None and session.is_locked)
        is_up = self.state.device is DevicePhase.READY
        if is_up and not is_locked and not self._is_at_readers:
            self._before_readers = self.glance.page
            self._turn_to(Page.READERS)

    @Slot()
    def leave_readers(self) -> None:
        """One step back, to the page that was open before."""
        if self._is_at_readers:
            self._turn_to(self._before_readers)

    def _turn_to(self, page: Page) -> None:
        self.glance = replace(self.glance, page=page)
        self.draw()

    def lock(self) -> None:
        """Hide everything now; the counter confirms later."""
        session = self.state.session
        if session is None or session.is_locked or self.glance.is_veiled:
            return
        self.glance = replace(self.glance, is_veiled=True)
        self.locked.emit()
        self.submit(Lock())

    @Slot()
    def note_activity(self) -> None:
        """A key or the mouse: somebody is here."""
        self._last_active = self._mark()

    @Slot()
    def tick(self) -> None:
        """Once a second: clocks, countdowns, the minute of an identity, the idle lock."""
        if self._passed_since(self._last_active) >= self.state.idle_lock:
            self._last_active = self._mark()
            self.lock()
        if self._shown_since is not None and self._passed_since(self._shown_since) >= SHOWN_FOR:
            self._hide_identity()
        self.draw()

    def draw(self) -> None:
        """Present anew; a view that has nothing to change does nothing."""
        self.glance = replace(self.glance, now=self._now(), is_answering=self._asked is not None)
        state = self.state
        if state.trouble is None and self._trouble is not None:
            state = replace(state, trouble=self._trouble)
        self.screen_changed.emit(present_window(state, self.glance))

    def _mark(self) -> _Mark:
        return self._now(), self._monotonic_s()

    def _passed_since(self, mark: _Mark) -> timedelta:
        """The longer of both clocks: one may be set back, one stands while a laptop sleeps."""
        at, ticks_s = mark
        return max(self._now() - at, timedelta(seconds=self._monotonic_s() - ticks_s))

    @property
    def _is_at_readers(self) -> bool:
        return self.glance.page is Page.READERS

    def _watch_identity(self) -> None:
        case = self.state.case
        if case is None or case.identity is None:
            self._shown_since = None
            return
        read = (case.id, case.read_counter)
        if read != self._shown_read:
            self._shown_read, self._shown_since = read, self._mark()

    def _hide_identity(self) -> None:
        self._shown_since = None
        case = self.state.case
        if case is not None:
            self.glance = replace(self.glance, hidden_read=(case.id, case.read_counter))

    @Slot()
    def _release(self) -> None:
        self._asked = None
        self.draw()


def _question(state: CounterState) -> _Question:
    """What makes one question different from the next; names nobody."""
    case = state.case
    if case is None:
        return (state.device, None)
    shown = case.document
    pages = (shown.captured, len(shown.images)) if shown is not None else ()
    step = (case.id, case.phase, case.step, *pages)
    return (*step, case.code, case.read_counter, case.held_number)
