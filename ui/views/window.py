"""The one window: bars around a page, keys to where they belong."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from pos_client.application.commands import CancelCase, DismissTrouble
from ui.i18n import text
from ui.presenters.log_in import NoticeScreen
from ui.presenters.screen import Key, Page
from ui.presenters.window import PageScreen, WindowScreen
from ui.theme.stylesheet import stylesheet
from ui.views.bars import Banner, StatusStrip, TopBar, TroubleBar
from ui.views.desk import Desk
from ui.views.keyboard import Keyboard
from ui.views.pages import Pages, PageView
from ui.widgets.overlay import Overlay

__all__ = ["CounterWindow"]


class CounterWindow(QWidget):
    """Draws what the desk says and hands keys to the page; it decides nothing about a case."""

    closed = Signal()
    painted = Signal()

    def __init__(self, desk: Desk, pages: Pages) -> None:
        super().__init__()
        self.setObjectName("counterWindow")
        self.setWindowTitle(text("frame.title"))
        self.setStyleSheet(stylesheet())
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(1024, 680)
        self._desk = desk
        self._pages = pages
        self._screen: WindowScreen | None = None
        self._page: PageView | None = None
        self._over: Overlay | None = None
        self._is_painted = False
        self._top, self._banner = TopBar(), Banner()
        self._trouble, self._strip = TroubleBar(), StatusStrip()
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._top)
        column.addWidget(self._banner)
        column.addWidget(self._trouble)
        column.addWidget(self._stack, 1)
        column.addWidget(self._strip)
        self._keyboard = Keyboard(self)
        self._keyboard.pressed.connect(self.press)
        self._keyboard.active.connect(desk.note_activity)
        for bar in (self._top, self._trouble, self._strip):
            bar.pressed.connect(self.press)
        pages.commanded.connect(desk.submit)
        desk.page_loaded.connect(pages.take_queue_page)
        desk.screen_changed.connect(self.render_screen)
        desk.locked.connect(self._close_over)
        desk.draw()

    @Slot(object)
    def render_screen(self, screen: WindowScreen) -> None:
        """Draw what has changed."""
        before, self._screen = self._screen, screen
        if screen == before:
            return
        self._top.render_screen(screen.top)
        self._banner.render_screen(screen.banner)
        self._trouble.render_screen(screen.trouble)
        self._strip.render_screen(screen.strip)
        self._show_page(screen.page)

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
            if not self._is_covered:
                page.take_focus()

    @property
    def _is_covered(self) -> bool:
        return self._over is not None and self._over.isVisible()

    @Slot(object)
    def press(self, key: object) -> None:
        """One key of the counter, or a letter that came alone."""
        screen = self._screen
        if screen is None or self._page is None:
            return
        if self._is_covered and self._over is not None:
            self._over.press(key)
        elif key is Key.HELP:
            self._help()
        elif key is Key.LOCK:
            self._desk.lock()
        elif key in (Key.COUNTER, Key.QUEUE):
            if screen.top.has_tabs:
                self._desk.show_page(Page.COUNTER if key is Key.COUNTER else Page.QUEUE)
        elif key is Key.CANCEL:
            if screen.strip.can_cancel:
                self._ask_to_cancel()
        elif key is Key.BACK and screen.trouble is not None:
            self._desk.submit(DismissTrouble())
        else:
            self._page.press(key)

    def _help(self) -> None:
        from ui.views.overlays import HelpOverlay

        over = HelpOverlay(self)
        self._cover(over)
        over.ask()

    def _ask_to_cancel(self) -> None:
        from ui.presenters.cancel import present_cancel
        from ui.views.overlays import CancelOverlay

        case = self._desk.state.case
        if case is not None:
            over = CancelOverlay(self)
            over.confirmed.connect(self._cancel)
            self._cover(over)
            over.ask(present_cancel(case))

    def _cover(self, over: Overlay) -> None:
        if self._over is not None:
            self._over.deleteLater()
        self._over = over

    @Slot()
    def _close_over(self) -> None:
        if self._is_covered and self._over is not None:
            self._over.close_over()

    @Slot()
    def _cancel(self) -> None:
        self._desk.show_page(Page.COUNTER)
        self._desk.submit(CancelCase())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        handle = self.windowHandle()
        handle.removeEventFilter(self._keyboard)
        handle.installEventFilter(self._keyboard)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Once something stands on the screen, what is heavy may begin."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self._tell_painted)

    @Slot()
    def _tell_painted(self) -> None:
        self.painted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._over is not None:
            self._over.resize(self.size())

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
