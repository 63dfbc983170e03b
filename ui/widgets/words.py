"""Labels: plain words that cannot be selected, copied, dragged or asked for a menu."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.theme.tokens import Tone
from ui.widgets.painting import contained

__all__ = ["ElidedWords", "WholeWords", "Words", "set_word"]


def set_word(widget: QWidget, name: str, value: str) -> None:
    """Set a word that the stylesheet selects on; the paint follows."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    if not widget.window().styleSheet():
        return  # the sheet comes later and sees it; asking for the style costs a start dearly
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


class Words(QLabel):
    """A text for the eyes and for a screen reader, and for nothing else."""

    def __init__(self, name: str = "", role: str = "", *, wraps: bool = False) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setWordWrap(wraps)
        if name:
            self.setObjectName(name)
        if role:
            self.setProperty("role", role)

    def show_words(self, words: str, tone: Tone | None = None) -> None:
        """Draw them unless they stand there already."""
        if words != self.text():
            self.setText(words)
            self.setAccessibleName(words)
        if tone is not None:
            set_word(self, "tone", tone.value)


class ElidedWords(Words):
    """Words in a bar that may be short of room: cut with an ellipsis, whole in the tool tip."""

    def __init__(self, name: str = "", role: str = "") -> None:
        super().__init__(name, role)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    @property
    def is_elided(self) -> bool:
        return self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    @contained
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.is_elided:
            self.setToolTip("")
            super().paintEvent(event)
            return
        self.setToolTip(self.text())
        box = self.contentsRect()
        short = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, box.width())
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(self.foregroundRole()))
            painter.drawText(box, int(self.alignment()), short)


class WholeWords(ElidedWords):
    """Words in a bar that are drawn whole or not at all: what they say stands elsewhere as well."""

    @property
    def has_room(self) -> bool:
        """Whether all of it fits now."""
        return not super().is_elided

    @property
    def is_elided(self) -> bool:
        return False

    @contained
    def paintEvent(self, event: QPaintEvent) -> None:
        self.setToolTip("" if self.has_room else self.text())
        if self.has_room:
            Words.paintEvent(self, event)
