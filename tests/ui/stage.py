"""A window on a stage: a door that only notes what is asked, a clock that only tests turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView, QWidget

from pos_client.application.commands import CounterCommand, LoadQueuePage
from pos_client.application.news import CounterChanged, QueuePageLoaded
from pos_client.application.state import CounterState
from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import OutboxRow, OutboxState
from tests.ui.people import CHINA_NOW
from ui.camera.simulated import SimulatedCamera
from ui.presenters.first import first_window
from ui.presenters.keys import Page
from ui.presenters.moments import full_time
from ui.views.desk import Desk
from ui.views.pages import Pages
from ui.views.window import CounterWindow
from ui.widgets.photo import Picture

__all__ = ["Stage", "queue_page", "review_page"]


class Stage:
    """The window with everything around it that a test needs."""

    def __init__(
        self,
        size: tuple[int, int] = (1366, 768),
        decode: Callable[[bytes], Picture | None] = lambda _: None,
        *,
        has_leisure: bool = False,
        printer_address: str = "",
    ) -> None:
        self.now = CHINA_NOW
        self.ticks_s = 0.0
        self.asked: list[CounterCommand] = []
        self.desk = Desk(self.asked.append, lambda: self.now, monotonic_s=lambda: self.ticks_s)
        self.camera = SimulatedCamera("stage camera")
        self.pages = Pages(
            decode=decode, make_camera=lambda: self.camera, camera_address="simulated:stage"
        )
        first = first_window(full_time(self.now), is_enrolled=True)
        self.window = CounterWindow(self.pages, first, printer_address)
        if not has_leisure:  # else pages are made between two keys of a test
            self.window._leisure.setInterval(3_600_000)
        self.window.sit_at(self.desk)
        self.window.resize(*size)
        self.window.show()
        self.settle()

    def close(self) -> None:
        self.window.end()
        self.pages.close()
        self.window.hide()
        self.window.deleteLater()
        self.desk.deleteLater()
        self.pages.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def tell(self, state: CounterState) -> None:
        self.desk.take_news(CounterChanged(state))
        self.settle()

    def show_queue(
        self, rows: int = 50, selected: int | None = None, *, is_reviews: bool = False
    ) -> None:
        self.desk.show_page(Page.REVIEWS if is_reviews else Page.QUEUE)
        self.desk.take_news(review_page(rows) if is_reviews else queue_page(rows))
        if selected is not None:
            table = self.find("queueTable")
            assert isinstance(table, QTableView)
            table.selectRow(selected)
        self.settle()

    def show_readers(self) -> None:
        self.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)

    def settle(self) -> None:
        """Twice: what a timer writes, such as that of a camera, is laid out in the next round."""
        for _ in range(2):
            QCoreApplication.sendPostedEvents()
            QCoreApplication.processEvents()

    def wait(self, seconds: float) -> None:
        """Let the clock of the window run, not ours."""
        self.now += timedelta(seconds=seconds)
        self.desk.tick()
        self.settle()

    def press(
        self,
        key: Qt.Key,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        """Press a key where a keyboard would: at the window of the operating system."""
        QTest.keyClick(self.window.windowHandle(), key, modifier)
        self.settle()

    def find(self, name: str) -> QWidget:
        """The visible widget of this name."""
        found = [w for w in self.window.findChildren(QWidget, name) if w.isVisible()]
        assert len(found) == 1, (name, found)
        return found[0]

    def sees(self, name: str) -> bool:
        return any(w.isVisible() for w in self.window.findChildren(QWidget, name))

    def said(self, name: str) -> str:
        """What the widget says to a screen reader."""
        return self.find(name).accessibleName()

    @property
    def wishes(self) -> list[CounterCommand]:
        """What was asked, without the pages of the queue."""
        return [each for each in self.asked if not isinstance(each, LoadQueuePage)]


def queue_page(
    count: int = 50, *, newest: int = 188, moment: datetime = CHINA_NOW
) -> QueuePageLoaded:
    """One page of invented rows, newest first."""
    rows = tuple(_row(newest - place, moment) for place in range(count))
    return QueuePageLoaded(rows, None, None, has_older=True, has_newer=False)


def review_page(count: int = 4, *, moment: datetime = CHINA_NOW) -> QueuePageLoaded:
    """What waits for a reviewer, each for another time."""
    codes = ("QUOTA_REVIEW", "RISK_REVIEW", "FACE_UNSURE", "ID_NO_PHOTO")
    rows = tuple(
        replace(
            _row(180 - place, moment),
            state=OutboxState.SETTLED,
            reason="",
            outcome=Outcome.UNDER_REVIEW,
            code=codes[place % 4],
            settled_at=moment - timedelta(minutes=4 * 9**place),
        )
        for place in range(count)
    )
    page = QueuePageLoaded(rows, None, None, has_older=False, has_newer=False)
    return replace(page, under_review=True)


def _row(sequence: int, moment: datetime) -> OutboxRow:
    kind = sequence % 7
    state = OutboxState.PENDING
    if kind == 3:
        state = OutboxState.QUARANTINED
    elif kind == 5:
        state = OutboxState.SETTLED
    return OutboxRow(
        id=UUID(int=sequence),
        sequence=sequence,
        state=state,
        flow="new_number",
        is_offline=kind % 2 == 0,
        clerk_number="0017",
        masked_name="林**" if kind else "阿***********",
        masked_id_number="1101**********0014",
        masked_phone_number="170****0188",
        created_at=moment - timedelta(minutes=188 - sequence),
        attempts=kind,
        next_try_at=moment + timedelta(minutes=2) if kind else None,
        reason={3: "ENVELOPE_UNREADABLE", 1: "G-201", 2: "G-202"}.get(kind, ""),
        outcome=Outcome.REJECTED if kind == 5 else None,
        code="QUOTA_FULL" if kind == 5 else "",
        settled_at=moment if kind == 5 else None,
    )
