"""Who was at the counter, and when, faintly over a page that shows a customer.

Nobody can keep a telephone from photographing a screen; the picture then says at whose counter.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.theme.tokens import COLOURS
from ui.widgets.painting import contained

__all__ = ["MarkedStack", "Watermark"]

_FAINTNESS = 18  # of 255: to be read where one looks for it, and not seen beside the words
_TURN_DEGREES = -20
_APART = (300, 150)
_POINTS = 11


class Watermark(QWidget):
    """Draws over what lies below, and lets everything through: mouse, focus, screen readers."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("watermark")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.words = ""
        self._tile = QPixmap()
        self.hide()

    def show_words(self, words: str) -> None:
        """Say this all over the page; nothing takes the mark away."""
        if words == self.words:
            return
        self.words = words
        self._tile = QPixmap()
        self.setVisible(bool(words))
        self.update()

    @contained
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        with QPainter(self) as painter:
            painter.drawTiledPixmap(self.rect(), self._drawn_tile())

    def _drawn_tile(self) -> QPixmap:
        """One word with room around it; made once a minute, and then only copied."""
        ratio = self.devicePixelRatioF()
        if self._tile.isNull() or self._tile.devicePixelRatio() != ratio:
            width, height = _APART
            tile = QPixmap(round(width * ratio), round(height * ratio))
            tile.setDevicePixelRatio(ratio)
            tile.fill(Qt.GlobalColor.transparent)
            colour = QColor(COLOURS["ink"])
            colour.setAlpha(_FAINTNESS)
            with QPainter(tile) as painter:
                painter.setPen(colour)
                font = self.font()
                font.setPointSize(_POINTS)
                painter.setFont(font)
                painter.translate(QPointF(width / 2, height / 2))
                painter.rotate(_TURN_DEGREES)
                room = QRectF(-width / 2, -height / 2, width, height)
                painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self.words)
            self._tile = tile
        return self._tile


class MarkedStack(QStackedWidget):
    """Pages with the mark above whichever is shown."""

    def __init__(self) -> None:
        super().__init__()
        self._mark = Watermark(self)
        self.currentChanged.connect(self._lift_mark)

    def mark(self, words: str) -> None:
        """Mark the pages with these words from now on."""
        self._mark.show_words(words)
        self._mark.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._mark.resize(self.size())

    def minimumSizeHint(self) -> QSize:
        """Of the page that is seen: one that was left must not hold a small window open."""
        page = self.currentWidget()
        return super().minimumSizeHint() if page is None else page.minimumSizeHint()

    @Slot()
    def _lift_mark(self) -> None:
        self._mark.raise_()
        self.updateGeometry()  # another page, another size that it needs
