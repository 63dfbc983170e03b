"""Labels: plain words that cannot be selected, copied, dragged or asked for a menu."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.theme.tokens import Tone

__all__ = ["ElidedWords", "FlowingWords", "Words", "set_word"]


def set_word(widget: QWidget, name: str, value: str) -> None:
    """Set a word that the stylesheet selects on; the paint follows."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
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

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.is_elided:
            self.setToolTip("")
            super().paintEvent(event)
            return
        self.setToolTip(self.text())
        box = self.contentsRect()
        short = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, box.width())
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(box, int(self.alignment()), short)
        painter.end()


class FlowingWords(Words):
    """Words that break anywhere if they must: a Latin name of sixty letters has no good place."""

    def __init__(self, name: str = "", role: str = "") -> None:
        super().__init__(name, role, wraps=True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:
        return self._laid_out(width)[1]

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.fontMetrics().height())

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()), self.heightForWidth(9999))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        layout, _ = self._laid_out(self.width())
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        layout.draw(painter, QPointF(0, 0))
        painter.end()

    def _laid_out(self, width: int) -> tuple[QTextLayout, int]:
        self.ensurePolished()
        layout = QTextLayout(self.text(), self.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        height = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, width))
            line.setPosition(QPointF(0, height))
            height += line.height()
        layout.endLayout()
        return layout, int(height + 0.999)
