"""待提交: what was saved and has no receipt yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QWidget

from pos_client.application.commands import LoadQueuePage, PutAside, ReleaseQuarantined
from pos_client.application.news import QueuePageLoaded
from ui.i18n import say, text
from ui.presenters.keys import Key
from ui.presenters.queue import QueueFilter, QueueScreen, present_row
from ui.theme.tokens import Tone, space
from ui.views.queue_files import QueueFiles
from ui.views.queue_model import COLUMNS, QueueModel
from ui.widgets.buttons import KeyButton
from ui.widgets.frames import LimitBar, column
from ui.widgets.row_table import RowTable
from ui.widgets.words import Words

__all__ = ["QueueView"]

RELOAD_AFTER_MS = 400
_WIDTHS = (64, 112, 128, 184, 128, 132, 300, 160)
_REASON = COLUMNS.index("reason")
_RELEASE, _PUT_ASIDE = "F9", "F10"
_FILTERS = tuple(kind for kind in QueueFilter if not kind.under_review)


class QueueView(QWidget):
    """Figures above, one page of rows below; PgUp and PgDn turn it."""

    commanded = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("queuePage")
        self._screen: QueueScreen | None = None
        self._filter = QueueFilter.OPEN
        self._asked = LoadQueuePage(self._filter.states)
        self._has_older = self._has_newer = False
        self._headline = Words("headline", "title")
        self._subline = Words("subline", "quiet", wraps=True)
        self._drained = Words("drained")
        self._bar = LimitBar("drainProgress")
        self._send = KeyButton("sendNow", "primary", height=48)
        self._filters = {kind: KeyButton(f"filter-{kind.value}", "tab") for kind in _FILTERS}
        self._release, self._print = KeyButton("releaseRow"), KeyButton("printRow")
        self._put_aside, self._files = KeyButton("putAsideRow"), QueueFiles()
        self._older, self._newer = KeyButton("queueOlder"), KeyButton("queueNewer")
        self._nothing = Words("queueNothing", "quiet")
        self._told = Words("rowTold", wraps=True)
        self._model = QueueModel()
        self._table = RowTable()
        self._reload = QTimer(self, interval=RELOAD_AFTER_MS, singleShot=True)
        self._reload.timeout.connect(self._ask_again)
        self._set_up_table()
        self._assemble()
        self._connect()
        self._show_place()

    def _set_up_table(self) -> None:
        table = self._table
        table.setObjectName("queueTable")
        table.setAccessibleName(text("queue.table"))
        table.setModel(self._model)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(40)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        for place, width in enumerate(_WIDTHS):
            table.setColumnWidth(place, width)
        header.setSectionResizeMode(_REASON, QHeaderView.ResizeMode.Stretch)

    def _assemble(self) -> None:
        words = column(gap=1)
        words.addWidget(self._headline)
        words.addWidget(self._subline)
        upper = QHBoxLayout()
        upper.setSpacing(space(5))
        upper.addLayout(words, 1)
        upper.addWidget(self._send)
        drain = QHBoxLayout()
        drain.setSpacing(space(4))
        drain.addWidget(self._drained)
        drain.addWidget(self._bar, 1)
        tools = QHBoxLayout()
        tools.setSpacing(space(2))
        for button in self._filters.values():
            button.setCheckable(True)
            tools.addWidget(button)
        tools.addStretch()
        tools.addWidget(self._print)
        tools.addWidget(self._put_aside)
        tools.addWidget(self._release)
        paging = QHBoxLayout()
        paging.setSpacing(space(3))
        paging.addWidget(self._nothing)
        paging.addWidget(self._told, 1)
        paging.addStretch()
        paging.addWidget(self._newer)
        paging.addWidget(self._older)
        page = column(self, gap=3)
        page.setContentsMargins(space(6), space(5), space(6), space(4))
        page.addLayout(upper)
        page.addLayout(drain)
        page.addLayout(tools)
        page.addWidget(self._table, 1)
        page.addLayout(paging)
        page.addWidget(self._files)

    def _connect(self) -> None:
        self._send.clicked.connect(lambda: self.press(Key.SEND))
        self._older.clicked.connect(self._turn_down)
        self._newer.clicked.connect(self._turn_up)
        self._release.clicked.connect(self._release_selected)
        self._print.clicked.connect(lambda: self.press(Key.PRINT))
        self._release.show_face(text("queue.release"), _RELEASE)
        self._put_aside.clicked.connect(self._put_aside_selected)
        self._put_aside.show_face(text("queue.put_aside"), _PUT_ASIDE)
        self._files.commanded.connect(self.commanded)
        self._nothing.show_words(text("queue.nothing"))
        self._table.selectionModel().selectionChanged.connect(self._show_place)
        for kind, button in self._filters.items():
            button.clicked.connect(lambda _=False, kind=kind: self._show_only(kind))

    def render_screen(self, screen: QueueScreen) -> None:
        """New figures mean that the page may have changed; it is asked for, not too often."""
        before, self._screen = self._screen, screen
        if screen.is_reviews is not self._filter.under_review:
            self._show_only(QueueFilter.REVIEWS if screen.is_reviews else QueueFilter.OPEN)
        elif before is None:
            self._ask_again()
        elif screen != before and not self._reload.isActive():
            self._reload.start()
        if screen == before:
            return
        self._headline.show_words(say(screen.headline))
        self._subline.show_words(say(screen.subline))
        is_draining = screen.drained_percent is not None
        self._drained.setVisible(is_draining)
        self._bar.setVisible(is_draining)
        if screen.drained is not None and screen.drained_percent is not None:
            words = say(screen.drained)
            self._drained.show_words(words)
            self._bar.show_share(screen.drained_percent, Tone.INFO, words)
        self._show_place()
        is_on = screen.send.command is not None
        self._send.show_face(say(screen.send.label), screen.send.key, is_on=is_on)

    @Slot(object)
    def take_page(self, page: object) -> None:
        """Show the rows that were asked for; the selected one stays selected."""
        if not isinstance(page, QueuePageLoaded):
            self._files.show_done(page)
            self._ask_again()
            return
        asked = self._asked
        cursor = (asked.below_sequence, asked.above_sequence)
        kind = (asked.needs_customer, asked.under_review, asked.forwarded)
        if (cursor, kind) != (
            (page.below_sequence, page.above_sequence),
            (page.needs_customer, page.under_review, page.forwarded),
        ):
            return
        if not page.rows and cursor != (None, None):
            self._ask(self._first_page())
            return
        selected = self._model.line(self._table.currentIndex().row())
        now = datetime.now().astimezone()
        self._model.show_lines([present_row(row, now) for row in page.rows])
        self._has_older, self._has_newer = page.has_older, page.has_newer
        if selected is not None and (row := self._model.row_of(selected.id)) >= 0:
            self._table.selectRow(row)
        self._show_place()

    def press(self, key: object) -> None:
        if key is Key.SEND:
            if self._screen is not None and self._screen.send.command is not None:
                self.commanded.emit(self._screen.send.command)
        elif key is Key.PRINT:
            line = self._model.line(self._table.currentIndex().row())
            if line is not None and line.paper is not None:
                self.commanded.emit(line.paper.command)
        elif key is Key.RETURNS:
            self._show_only(QueueFilter.CUSTOMER)
        elif key == "PageDown":
            self._turn_down()
        elif key == "PageUp":
            self._turn_up()
        elif key == _RELEASE:
            self._release_selected()
        elif key == _PUT_ASIDE:
            self._put_aside_selected()
        else:
            self._files.press(key)

    def take_focus(self) -> None:
        self._table.setFocus()

    def leave(self) -> None:
        """Ask anew when somebody looks again."""
        self._screen = None
        self._files.clear()
        self._reload.stop()

    def _first_page(self) -> LoadQueuePage:
        return LoadQueuePage(
            self._filter.states,
            needs_customer=self._filter.needs_customer,
            under_review=self._filter.under_review,
            forwarded=self._filter.forwarded,
        )

    def _ask(self, command: LoadQueuePage) -> None:
        self._asked = command
        self.commanded.emit(command)

    @Slot()
    def _ask_again(self) -> None:
        self._ask(self._asked)

    def _show_only(self, kind: QueueFilter) -> None:
        self._filter = kind
        self._show_place()
        self._ask(self._first_page())

    @Slot()
    def _turn_down(self) -> None:
        last = self._model.line(self._model.rowCount() - 1)
        if self._has_older and last is not None:
            self._ask(replace(self._first_page(), below_sequence=last.sequence))

    @Slot()
    def _turn_up(self) -> None:
        first = self._model.line(0)
        if self._has_newer and first is not None:
            self._ask(replace(self._first_page(), above_sequence=first.sequence))

    @Slot()
    def _release_selected(self) -> None:
        line = self._model.line(self._table.currentIndex().row())
        if line is not None and line.can_release:
            self.commanded.emit(ReleaseQuarantined(line.id))

    @Slot()
    def _put_aside_selected(self) -> None:
        line = self._model.line(self._table.currentIndex().row())
        if line is not None and line.can_put_aside:
            self.commanded.emit(PutAside(line.id))

    @Slot()
    def _show_place(self) -> None:
        line = self._model.line(self._table.currentIndex().row())
        self._release.setVisible(line is not None and line.can_release)
        self._put_aside.setVisible(line is not None and line.can_put_aside)
        paper = line.paper if line is not None else None
        self._print.setVisible(paper is not None)
        if paper is not None:
            self._print.show_face(say(paper.label), paper.key)
        told = line.told if line is not None else None
        self._told.show_words(say(told) if told else "")
        self._told.setVisible(told is not None)
        self._nothing.setVisible(self._model.rowCount() == 0)
        self._older.show_face(text("queue.page_down"), "PgDn", is_on=self._has_older)
        self._newer.show_face(text("queue.page_up"), "PgUp", is_on=self._has_newer)
        is_queue = not self._filter.under_review
        self._model.name_last("next" if is_queue else "waits")
        for part in (self._files, self._send, *self._filters.values()):
            part.setVisible(is_queue)
        for kind, button in self._filters.items():
            button.setChecked(kind is self._filter)
            words = text(f"queue.filter_{kind.value}")
            if kind.needs_customer and self._screen is not None and self._screen.awaiting:
                words = f"{words} {self._screen.awaiting}"
            button.show_face(words, Key.RETURNS if kind.needs_customer else "")
