"""读卡器: which readers there are, which are used, and how far one gets."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QWidget

from pos_client.application.commands import StopReaderTest, UseReader
from ui.i18n import say, text
from ui.presenters.action import Action
from ui.presenters.keys import Key
from ui.presenters.readers import ReaderLine, ReadersScreen, RungLine
from ui.theme.tokens import space
from ui.views.reader_row import ReaderRow
from ui.widgets.buttons import KeyButton
from ui.widgets.flowing_words import FlowingWords
from ui.widgets.frames import Card, column, in_the_middle
from ui.widgets.marks import Mark
from ui.widgets.words import Words

__all__ = ["ReadersView"]

_LARGEST = (1320, 860)
_LADDER_WIDTH = 420


class ReadersView(QWidget):
    """The readers on the left, the ladder of the selected one on the right.

    Signals:
        left: Esc; the window knows which page was open before.
    """

    commanded = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("readersPage")
        self._screen: ReadersScreen | None = None
        self._selected = ""
        self._rows: list[ReaderRow] = []
        self._subline = Words("subline", "quiet", wraps=True)
        self._nothing = Card("noReader", margin=6)
        self._nothing_title = Words("noReaderTitle", "large")
        self._nothing_words = Words("noReaderWords", "quiet", wraps=True)
        self._list = column(gap=2)
        self._ladder = _Ladder()
        self._back = KeyButton("readersBack", height=52)
        self._all = KeyButton("useAllReaders", height=52)
        self._test = KeyButton("testReader", height=52)
        self._use = KeyButton("primaryAction", "primary", height=52)
        self._assemble()
        self._back.show_face(text("readers.back"), Key.BACK)
        self._back.clicked.connect(self.left)
        self._all.clicked.connect(lambda: self.press(Key.ALL))
        self._test.clicked.connect(lambda: self.press(Key.TEST))
        self._use.clicked.connect(lambda: self.press(Key.GO_ON))

    def _assemble(self) -> None:
        title = Words("headline", "title")
        title.show_words(text("readers.headline"))
        for part in (self._nothing_title, self._nothing_words):
            self._nothing.column.addWidget(part)
        self._list.addWidget(self._nothing)
        self._list.addStretch(1)
        inside = QWidget()
        inside.setProperty("role", "page")
        inside.setLayout(self._list)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.viewport().setAutoFillBackground(False)
        self._area = area
        middle = QHBoxLayout()
        middle.setSpacing(space(5))
        middle.addWidget(area, 1)
        beside = column()
        beside.addWidget(self._ladder)
        beside.addStretch(1)
        middle.addLayout(beside)
        actions = QHBoxLayout()
        actions.setSpacing(space(3))
        for button in (self._back, self._all, self._test):
            actions.addWidget(button)
        actions.addWidget(self._use, 1)
        actions.addStretch()
        box = QWidget()
        box.setMaximumSize(*_LARGEST)
        page = column(box, gap=3)
        page.setContentsMargins(space(6), space(5), space(6), space(4))
        page.addWidget(title)
        page.addWidget(self._subline)
        page.addSpacing(space(2))
        page.addLayout(middle, 1)
        page.addLayout(actions)
        in_the_middle(self, box)

    def render_screen(self, screen: ReadersScreen) -> None:
        if screen == self._screen:
            return
        self._screen = screen
        self._subline.show_words(say(screen.subline))
        self._nothing.setVisible(screen.nothing is not None)
        if screen.nothing is not None:
            title, words = screen.nothing
            self._nothing_title.show_words(say(title))
            self._nothing_words.show_words(say(words))
        while len(self._rows) < len(screen.lines):
            self._add_row()
        if screen.lines and self._line is None:
            self._selected = screen.lines[0].id
        self._show_lines()

    def press(self, key: object) -> None:
        screen, line = self._screen, self._line
        if key is Key.BACK:
            self.left.emit()
        elif screen is None:
            return
        elif key == Key.ALL:
            self._command(screen.use_all)
        elif isinstance(key, str) and key.isdecimal() and 0 < int(key) <= len(screen.lines):
            self._select(int(key) - 1)
        elif line is not None and key in (Key.GO_ON, Key.TEST):
            self._command(line.use if key is Key.GO_ON else line.test)

    def take_focus(self) -> None:
        self.setFocus()

    def leave(self) -> None:
        """Nobody looks at a test any more; the reader goes back to work."""
        if self._screen is not None and self._screen.is_testing:
            self.commanded.emit(StopReaderTest())

    @property
    def _line(self) -> ReaderLine | None:
        lines = self._screen.lines if self._screen is not None else ()
        return next((each for each in lines if each.id == self._selected), None)

    def _command(self, action: Action | None) -> None:
        if action is not None and action.command is not None:
            self.commanded.emit(action.command)

    @Slot(int)
    def _select(self, place: int) -> None:
        if self._screen is not None and place < len(self._screen.lines):
            self._selected = self._screen.lines[place].id
            self._show_lines()
            self._area.ensureWidgetVisible(self._rows[place])

    def _add_row(self) -> None:
        place = len(self._rows)
        row = ReaderRow(place)
        row.reached.connect(lambda: self._select(place))
        self._list.insertWidget(place + 1, row)
        self._rows.append(row)

    def _show_lines(self) -> None:
        screen, selected = self._screen, self._line
        if screen is None:
            return
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(screen.lines))
            if place < len(screen.lines):
                line = screen.lines[place]
                row.show_line(line, is_selected=line is selected)
        self._ladder.setVisible(selected is not None)
        is_once = selected is None or selected.use.command != UseReader()
        for button, action in (
            (self._all, screen.use_all if is_once else None),
            (self._test, selected.test if selected else None),
            (self._use, selected.use if selected else None),
        ):
            button.setVisible(action is not None)
            if action is not None:
                is_on = action.command is not None
                button.show_face(say(action.label), action.key, is_on=is_on)
        if selected is not None:
            self._ladder.show_line(selected)


class _Ladder(Card):
    """Six rungs from the driver to the content, and what they come to."""

    def __init__(self) -> None:
        super().__init__("ladder", margin=5)
        self.setFixedWidth(_LADDER_WIDTH)
        self._title = Words("ladderTitle", "strong", wraps=True)
        self._address = FlowingWords("ladderAddress", "small")
        self._told = Words("ladderTold", wraps=True)
        self._detail = FlowingWords("ladderDetail", "small")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(space(3))
        self._grid.setVerticalSpacing(space(3))
        self._grid.setColumnStretch(1, 3)
        self._grid.setColumnStretch(2, 4)
        self._rungs: list[tuple[Mark, Words, Words]] = []
        self.column.setSpacing(space(4))
        heading = column(gap=1)
        heading.addWidget(self._title)
        heading.addWidget(self._address)
        self.column.addLayout(heading)
        self.column.addLayout(self._grid)
        self.column.addWidget(self._told)
        self.column.addWidget(self._detail)

    def show_line(self, line: ReaderLine) -> None:
        self._title.show_words(text("readers.ladder", name=line.name))
        self._address.show_words(line.address)
        self._address.setVisible(bool(line.address))
        while len(self._rungs) < len(line.rungs):
            self._add_rung(len(self._rungs))
        for rung, parts in zip(line.rungs, self._rungs, strict=True):
            _show_rung(rung, *parts)
        self._told.show_words(say(line.told))
        self._detail.setVisible(line.detail is not None)
        self._detail.show_words(say(line.detail) if line.detail is not None else "")

    def _add_rung(self, place: int) -> None:
        parts = (Mark(22), Words(role="strong", wraps=True), Words(f"rung-{place + 1}", wraps=True))
        for at, part in enumerate(parts):
            self._grid.addWidget(part, place, at, Qt.AlignmentFlag.AlignTop)
        self._rungs.append(parts)


def _show_rung(rung: RungLine, mark: Mark, label: Words, word: Words) -> None:
    said = say(rung.word)
    mark.show_tone(rung.tone)
    label.show_words(say(rung.label))
    word.show_words(said, rung.tone)
    word.setAccessibleName(f"{say(rung.label)}: {said}")
