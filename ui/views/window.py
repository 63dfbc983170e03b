"""The one window: bars around a page, keys to where they belong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.i18n import text
from ui.presenters.first import NoticeScreen, PageScreen, WindowScreen
from ui.presenters.keys import Key, Page
from ui.theme.stylesheet import stylesheet
from ui.views.bars import Banner, StatusStrip, TopBar, TroubleBar
from ui.views.capture import forbid_capture
from ui.views.cover import Cover
from ui.views.hint_bar import HintBar
from ui.views.keyboard import Keyboard
from ui.views.pages import Pages, PageView
from ui.views.reminder import ReminderBar
from ui.widgets.painting import contained
from ui.widgets.watermark import MarkedStack

if TYPE_CHECKING:
    from pos_client.application.commands import CounterCommand
    from ui.views.desk import Desk

__all__ = ["CounterWindow"]

LEISURE_MS = 60
_PAGES = {Key.QUEUE: Page.QUEUE, Key.RETURNS: Page.QUEUE, Key.REVIEWS: Page.REVIEWS}
_BESIDE = (Key.FIELD, Key.DAY, Key.INSPECTION, Key.CAMPAIGN, Key.OVERSIGHT)
_TURNS = (Key.LOCK, Key.COUNTER, *_PAGES, *_BESIDE)


class CounterWindow(QWidget):
    """Draws what the desk says and hands keys to the page; it decides nothing about a case."""

    closed = Signal()
    painted = Signal()

    def __init__(
        self,
        pages: Pages,
        first: WindowScreen,
        printer_address: str = "",
        roll_mm: int = 80,
    ) -> None:
        super().__init__()
        self.setObjectName("counterWindow")
        self.setWindowTitle(text("frame.title"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(1024, 680)
        self._desk: Desk | None = None
        self._early: list[CounterCommand] = []
        self._pages = pages
        self._screen: WindowScreen | None = None
        self._page: PageView | None = None
        self._is_painted = False
        self._top, self._banner = TopBar(), Banner()
        self._reminder, self._trouble, self._strip = ReminderBar(), TroubleBar(), StatusStrip()
        self._hint = HintBar()
        self._stack = MarkedStack()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._top)
        column.addWidget(self._banner)
        column.addWidget(self._reminder)
        column.addWidget(self._trouble)
        column.addWidget(self._hint)
        column.addWidget(self._stack, 1)
        column.addWidget(self._strip)
        self._cover = Cover(self, printer_address, roll_mm)
        self._cover.cancel_confirmed.connect(self._cancel)
        self._cover.commanded.connect(self._submit)
        self._keyboard = Keyboard(self)
        self._keyboard.pressed.connect(self.press)
        self._keyboard.scanned.connect(self.scan)
        for bar in (self._top, self._reminder, self._trouble, self._strip):
            bar.pressed.connect(self.press)
        self._leisure = QTimer(self, interval=LEISURE_MS, singleShot=True)
        self._leisure.timeout.connect(self._rehearse)
        self._rehearsal = pages.rehearse()
        pages.commanded.connect(self._submit)
        pages.readers_left.connect(self._leave_readers)
        self.render_screen(first)
        # Last: each widget is polished once and not again for every parent it gets.
        self.setStyleSheet(stylesheet())

    def sit_at(self, desk: Desk) -> None:
        """Belong to a desk from now on; what was asked before it was there is asked now."""
        self._desk = desk
        self._keyboard.active.connect(desk.note_activity)
        desk.page_loaded.connect(self._pages.take_queue_page)
        desk.paper_made.connect(self._cover.show_paper)
        desk.report_told.connect(self._pages.take_report)
        self._cover.printer_failed.connect(desk.note_trouble)
        desk.screen_changed.connect(self.render_screen)
        desk.locked.connect(self._cover.close)
        desk.draw()
        early, self._early = self._early, []
        for command in early:
            desk.submit(command)

    @Slot(object)
    def _submit(self, command: CounterCommand) -> None:
        if self._desk is None:
            self._early.append(command)
        else:
            self._desk.submit(command)

    @Slot(object)
    def render_screen(self, screen: WindowScreen) -> None:
        """Draw what has changed."""
        before, self._screen = self._screen, screen
        if screen == before:
            return
        self._top.render_screen(screen.top)
        self._banner.render_screen(screen.banner)
        self._reminder.render_screen(screen.reminder)
        self._trouble.render_screen(screen.trouble)
        self._strip.render_screen(screen.strip)
        if before is None or before.brand != screen.brand:
            self._wear(screen.brand)
        self._hint.render_screen(screen.hint)
        self._show_page(screen.page)
        self._stack.mark(screen.watermark)

    def _wear(self, name: str) -> None:
        """Colours and logo of the outlet's brand; those of one that is not known stay our own."""
        if not name:
            return
        from pos_client.domain.brands import brand_of

        brand = brand_of(name)
        sheet = stylesheet(brand.accent, brand.accent_deep) if brand is not None else stylesheet()
        if self.styleSheet() and self.styleSheet() != sheet:
            self.setStyleSheet(sheet)
        self._top.show_logo(brand.logo if brand is not None else "")

    def _show_page(self, screen: PageScreen) -> None:
        page = self._pages.page_for(screen)
        if self._stack.indexOf(page.widget) < 0:
            self._stack.addWidget(page.widget)
        page.render_screen(screen)
        if page is not self._page:
            left, self._page = self._page, page
            self._stack.setCurrentWidget(page.widget)
            if left is not None:
                left.leave()
            if not self._cover.is_open:
                page.take_focus()
            if self._screen is not None and self._screen.top.has_tabs:
                self._leisure.start()

    @Slot()
    def _rehearse(self) -> None:
        """Between log-in and the first card there is time for what the card will need."""
        for page in self._rehearsal:
            if page is not None:
                page.resize(self._stack.size())
                self._stack.addWidget(page)
            self._leisure.start()
            return

    @Slot(object)
    def press(self, key: object) -> None:
        """One key of the counter, or a letter that came alone."""
        screen = self._screen
        if screen is None or self._page is None:
            return
        if self._cover.is_open:
            self._cover.press(key)
        elif key is Key.HELP:
            self._cover.show_help()
        elif key is Key.CANCEL and screen.strip.can_cancel:
            self._ask_to_cancel()
        elif key is Key.BACK and screen.trouble is not None:
            from pos_client.application.commands import DismissTrouble

            self._submit(DismissTrouble())
        elif self._desk is not None and key is Key.READERS:
            self._desk.show_readers()
        elif self._desk is not None and key in _TURNS:
            self._turn(self._desk, key, has_tabs=screen.top.has_tabs)
        else:
            self._page.press(key)

    def _turn(self, desk: Desk, key: object, *, has_tabs: bool) -> None:
        if key is Key.LOCK:
            desk.lock()
        elif has_tabs:
            asked = key if isinstance(key, Key) else Key.COUNTER
            desk.show_page(_PAGES.get(asked, Page.COUNTER))
            if key in _BESIDE and desk.state.case is None:
                self._open_beside(desk, key)
            elif key is Key.RETURNS and self._page is not None:
                self._page.press(key)

    def _open_beside(self, desk: Desk, key: object) -> None:
        """A page between two customers; one takes the other's place."""
        from pos_client.application.day_commands import LeaveDay, OpenDay
        from pos_client.application.figures_commands import OpenCampaign, OpenOversight
        from pos_client.application.inspection_commands import OpenInspection

        opening = {
            Key.DAY: OpenDay,
            Key.INSPECTION: OpenInspection,
            Key.CAMPAIGN: OpenCampaign,
            Key.OVERSIGHT: OpenOversight,
        }
        if isinstance(key, Key) and key in opening:
            desk.submit(opening[key]())
            return
        if desk.state.day is not None or desk.state.inspection.page is not None:
            desk.submit(LeaveDay())
        self._pages.prepare_field_work()

    @Slot(str)
    def scan(self, text: str) -> None:
        """A scanner read a SIM or a slip; over a dialog or before log-in it means nothing.

        What comes of it stands on the counter's page, whichever was open.
        """
        screen = self._screen
        if screen is None or not screen.top.has_tabs or self._cover.is_open:
            return
        from pos_client.application.commands import TakeScan
        from pos_client.application.stock_commands import ScanStock

        if self._desk is not None:
            self._desk.show_page(Page.COUNTER)
        is_of_stock = type(screen.page).__name__ == "StockScreen"
        self._submit(ScanStock(text) if is_of_stock else TakeScan(text))

    @Slot()
    def _leave_readers(self) -> None:
        if self._desk is not None:
            self._desk.leave_readers()

    def _ask_to_cancel(self) -> None:
        case = self._desk.state.case if self._desk is not None else None
        if case is not None:
            self._cover.ask_to_cancel(case)

    @Slot()
    def _cancel(self) -> None:
        from pos_client.application.commands import CancelCase

        if self._desk is not None:
            self._desk.show_page(Page.COUNTER)
        self._submit(CancelCase())

    @contained
    def paintEvent(self, event: QPaintEvent) -> None:
        """Once something stands on the screen, what is heavy may begin."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self._tell_painted)

    @Slot()
    def _tell_painted(self) -> None:
        # Keys are watched where they come from the operating system, before any widget.
        self.windowHandle().installEventFilter(self._keyboard)
        forbid_capture(int(self.winId()))
        self.painted.emit()

    def end(self) -> None:
        """Nothing of the window goes on behind it."""
        self._cover.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cover.fit(self.size())

    def closeEvent(self, event: QCloseEvent) -> None:
        """A window with an open case asks first; a stopped one just closes."""
        screen = self._screen
        is_final = screen is not None and isinstance(screen.page, NoticeScreen)
        if screen is not None and screen.strip.can_cancel and not is_final:
            event.ignore()
            self._ask_to_cancel()
            return
        super().closeEvent(event)
        self.closed.emit()
