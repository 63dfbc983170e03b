"""One reader in the list: its number, how it is, where it is, and what removes an obstacle."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy

from ui.i18n import say
from ui.presenters.readers import ReaderLine
from ui.theme.tokens import Tone, space
from ui.widgets.frames import Chip, column
from ui.widgets.marks import Mark
from ui.widgets.words import ElidedWords, Words

__all__ = ["ReaderRow"]

_KEYS = 9


class ReaderRow(QPushButton):
    """Selected by its digit, by a click, and by Tab or an arrow that reaches it."""

    reached = Signal()

    def __init__(self, place: int) -> None:
        super().__init__()
        self.setObjectName(f"reader-{place + 1}")
        self.setProperty("role", "offer")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        cap = Words(role="keycap")
        cap.setFixedSize(22, 20)
        cap.setAlignment(Qt.AlignmentFlag.AlignCenter)
        cap.show_words(str(place + 1) if place < _KEYS else "")
        cap.setVisible(place < _KEYS)
        self._mark = Mark(22)
        self._name = ElidedWords(f"readerName-{place + 1}", "strong")
        self._word = Words(f"readerWord-{place + 1}")
        self._badge = Chip(f"readerBadge-{place + 1}")
        self._facts = ElidedWords(f"readerFacts-{place + 1}", "small")
        self._advice = Words(f"readerAdvice-{place + 1}", wraps=True)
        self._assemble(cap)
        self.clicked.connect(self.reached)

    def _assemble(self, cap: Words) -> None:
        first = QHBoxLayout()
        first.setSpacing(space(3))
        first.addWidget(self._name, 1)
        first.addWidget(self._badge)
        first.addWidget(self._word)
        lines = column(gap=1)
        lines.addLayout(first)
        lines.addWidget(self._facts)
        lines.addWidget(self._advice)
        row = QHBoxLayout(self)
        row.setContentsMargins(space(4), space(3), space(4), space(3))
        row.setSpacing(space(3))
        row.addWidget(cap, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(lines, 1)
        for part in (cap, self._mark, self._name, self._word, self._badge):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        for part in (self._facts, self._advice):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_line(self, line: ReaderLine, *, is_selected: bool) -> None:
        word, advice = say(line.word), say(line.advice) if line.advice else ""
        self._mark.show_tone(line.tone)
        self._name.show_words(line.name)
        self._word.show_words(word, line.tone)
        self._facts.show_words(" · ".join(map(say, line.facts)))
        self._facts.setVisible(bool(line.facts))
        self._advice.show_words(advice)
        self._advice.setVisible(bool(advice))
        self._badge.setVisible(line.badge is not None)
        badge = say(line.badge) if line.badge is not None else ""
        self._badge.show_words(badge, Tone.INFO)
        self.setChecked(is_selected)
        spoken = ", ".join(filter(None, (line.name, word, badge, advice)))
        if self.accessibleName() != spoken:
            self.setAccessibleName(spoken)
            self.updateGeometry()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.reached.emit()

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout is not None else QSize()

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        return layout.minimumSize() if layout is not None else QSize()
