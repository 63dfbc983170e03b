"""What is about to be sealed, once more in masks."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout

from ui.i18n import say
from ui.presenters.summary import SummaryLine
from ui.theme.tokens import space
from ui.widgets.frames import Card
from ui.widgets.words import Words

__all__ = ["SummaryView"]


_COLUMNS = 2


class SummaryView(Card):
    def __init__(self) -> None:
        super().__init__("sealSummary", margin=5)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(space(5))
        self._grid.setVerticalSpacing(space(3))
        for place in range(_COLUMNS):
            self._grid.setColumnStretch(2 * place + 1, 1)
        self._rows: list[tuple[Words, Words]] = []
        self.column.addLayout(self._grid)

    def render_screen(self, lines: tuple[SummaryLine, ...]) -> None:
        while len(self._rows) < len(lines):
            place = len(self._rows)
            row = (Words(role="quiet"), Words(f"summary-{place}", "strong"))
            down, across = divmod(place, _COLUMNS)
            self._grid.addWidget(row[0], down, 2 * across)
            self._grid.addWidget(row[1], down, 2 * across + 1)
            self._rows.append(row)
        for row in self._rows[len(lines) :]:
            for words in row:  # nothing of a customer with more lines stays
                words.show_words("")
                words.hide()
        for row, line in zip(self._rows, lines, strict=False):
            row[0].show_words(say(line.label))
            row[1].show_words(say(line.value))
            for words in row:
                words.show()
