"""外出准备: one line for each thing that a day without the network takes."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from pos_client.application.commands import LeaveFieldWork
from ui.i18n import say, text
from ui.presenters.field_work import FieldWorkScreen
from ui.presenters.keys import Key
from ui.theme.tokens import space
from ui.widgets.buttons import KeyButton
from ui.widgets.frames import Card, Chip, column, in_the_middle
from ui.widgets.words import Words

__all__ = ["FieldWorkView"]

_LARGEST = (720, 760)


class FieldWorkView(QWidget):
    """Enter checks again, which the window does: it knows camera and battery.

    Signals:
        check_again: fetch and test once more.
    """

    commanded = Signal(object)
    check_again = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("fieldWorkPage")
        self._screen: FieldWorkScreen | None = None
        title = Words("headline", "title")
        title.show_words(text("steps.field_headline"))
        self._promise = Words("fieldPromise", "large", wraps=True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(space(5))
        self._grid.setVerticalSpacing(space(3))
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[Words, Words, Chip]] = []
        card = Card("fieldLines", margin=6)
        card.column.addLayout(self._grid)
        self._again = KeyButton("primaryAction", "primary", height=56)
        self._again.clicked.connect(self.check_again)
        leave = KeyButton("fieldLeave", height=56)
        leave.show_face(text("steps.field_leave"), Key.BACK)
        leave.clicked.connect(lambda: self.press(Key.BACK))
        actions = QHBoxLayout()
        actions.setSpacing(space(3))
        actions.addWidget(leave)
        actions.addWidget(self._again, 1)
        box = QWidget()
        box.setMaximumSize(*_LARGEST)
        inside = column(box, gap=3)
        inside.setContentsMargins(0, space(5), 0, space(4))
        for part in (title, self._promise, card):
            inside.addWidget(part)
        inside.addStretch(1)
        inside.addLayout(actions)
        in_the_middle(self, box)

    def render_screen(self, screen: FieldWorkScreen) -> None:
        if screen == self._screen:
            return
        self._screen = screen
        self._promise.show_words(say(screen.promise), screen.tone)
        while len(self._rows) < len(screen.lines):
            self._add_row(len(self._rows))
        for row, line in zip(self._rows, screen.lines, strict=True):
            label, figure, word = row
            label.show_words(say(line.label))
            figure.show_words(say(line.figure))
            word.show_words(say(line.word), line.tone)
        words = text("steps.field_WORKING" if screen.is_working else "steps.field_again")
        self._again.show_face(words, Key.GO_ON, is_on=not screen.is_working)

    def press(self, key: object) -> None:
        if key is Key.GO_ON and self._again.isEnabled():
            self.check_again.emit()
        elif key is Key.BACK:
            self.commanded.emit(LeaveFieldWork())

    def take_focus(self) -> None:
        self.setFocus()

    def _add_row(self, place: int) -> None:
        row = (
            Words(role="strong"),
            Words(f"field-{place}", "quiet", wraps=True),
            Chip(f"fieldState-{place}"),
        )
        for at, part in enumerate(row):
            self._grid.addWidget(part, place, at)
        self._rows.append(row)
