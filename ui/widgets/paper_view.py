"""A paper on the screen, as it will come out of the printer."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, QSizeF
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_client.application.papers import PaperText
from ui.forms.renderer import page_size_of, picture_of
from ui.theme.tokens import COLOURS
from ui.widgets.painting import contained

__all__ = ["PaperView"]

_WIDTH = 480
_SMALLEST = 160


class PaperView(QWidget):
    """One page, as large as fits. Its words are spoken, for a picture has none.

    Args:
        trim: how much of the empty margin is left out, in tenths of a millimetre.
    """

    def __init__(self, name: str = "paperView", *, trim: float = 0.0) -> None:
        super().__init__()
        self.setObjectName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._text: PaperText | None = None
        self._picture = QImage()
        self._trim = trim

    def show_paper(self, text: PaperText | None) -> None:
        """Show a paper; None takes it away."""
        if text == self._text:
            return
        self._text = text
        self._picture = QImage()
        self.setAccessibleName(text.title if text else "")
        self.setAccessibleDescription("\n".join(text.words) if text else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, self.heightForWidth(_WIDTH))

    def minimumSizeHint(self) -> QSize:
        return QSize(_SMALLEST, _SMALLEST)

    def heightForWidth(self, width: int) -> int:
        if self._text is None:
            return _SMALLEST
        size = self._shown_size(self._text)
        return round(width * size.height() / size.width())

    @contained
    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._text is None:
            return
        size = self._shown_size(self._text)
        scale = min((self.width() - 2) / size.width(), (self.height() - 2) / size.height())
        ratio = self.devicePixelRatioF()
        picture = self._drawn(10 * scale * ratio)
        cut = round(self._trim * scale * ratio)
        inner = picture.rect().adjusted(cut, cut, -cut, -cut)
        width, height = inner.width() / ratio, inner.height() / ratio
        page = QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)
        with QPainter(self) as painter:
            painter.fillRect(page.adjusted(-1, -1, 1, 1), QColor(COLOURS["edge"]))
            painter.drawImage(page, picture, QRectF(inner))

    def _shown_size(self, text: PaperText) -> QSizeF:
        return page_size_of(text) - QSizeF(2 * self._trim, 2 * self._trim)

    def _drawn(self, dots_per_mm: float) -> QImage:
        """The page in the size it is shown: scaling a picture would blur its words."""
        if self._text is not None:
            wanted = (page_size_of(self._text) * (dots_per_mm / 10)).toSize()
            if self._picture.size() != wanted:
                self._picture = picture_of(self._text, dots_per_mm)
        return self._picture
