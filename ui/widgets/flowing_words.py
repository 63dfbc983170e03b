"""Words that break anywhere if they must."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy

from ui.widgets.painting import contained
from ui.widgets.words import Words

__all__ = ["FlowingWords"]


class FlowingWords(Words):
    """A Latin name of sixty letters has no good place to break."""

    def __init__(self, name: str = "", role: str = "") -> None:
        super().__init__(name, role, wraps=True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._known: dict[int, tuple[QTextLayout, int]] = {}

    def setText(self, words: str) -> None:
        self._known.clear()
        super().setText(words)

    def changeEvent(self, event: QEvent) -> None:
        self._known.clear()
        super().changeEvent(event)

    def heightForWidth(self, width: int) -> int:
        return self._laid_out(width)[1]

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.fontMetrics().height())

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()), self.heightForWidth(9999))

    @contained
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        layout, _ = self._laid_out(self.width())
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(self.foregroundRole()))
            layout.draw(painter, QPointF(0, 0))

    def _laid_out(self, width: int) -> tuple[QTextLayout, int]:
        """Layout and height, from memory where it can: one picture asks for them a dozen times."""
        if width not in self._known:
            self._known[width] = self._lay_out(width)
        return self._known[width]

    def _lay_out(self, width: int) -> tuple[QTextLayout, int]:
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
