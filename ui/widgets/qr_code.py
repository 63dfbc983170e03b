"""The slip's code on the screen, for shops without a printer: the customer photographs it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.forms.code import CodeRow, code_rows
from ui.widgets.painting import contained

__all__ = ["QrCode"]

_QUIET_ZONE = 4
_SMALLEST = 4  # pixels a module: what an old phone still reads


class QrCode(QWidget):
    """Dark modules on white, each of the same whole number of pixels, whatever the theme."""

    def __init__(self, name: str = "qrCode") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._text = ""
        self._rows: tuple[CodeRow, ...] = ()

    def show_code(self, text: str, spoken: str) -> None:
        """Show `text` as a code; empty shows nothing.

        Args:
            spoken: what a screen reader says instead of the code.
        """
        if text != self._text:
            self._text = text
            self._rows = code_rows(text) if text else ()
            self.updateGeometry()
            self.update()
        self.setAccessibleName(spoken)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint() * 2

    def minimumSizeHint(self) -> QSize:
        side = self._modules * _SMALLEST
        return QSize(side, side)

    @contained
    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._rows:
            return
        with QPainter(self) as painter:
            # Counted in the screen's own pixels: a module of one and a half would blur.
            ratio = self.devicePixelRatioF()
            painter.scale(1 / ratio, 1 / ratio)
            width, height = int(self.width() * ratio), int(self.height() * ratio)
            module = max(1, min(width, height) // self._modules)
            side = module * self._modules
            left, top = (width - side) // 2, (height - side) // 2
            painter.fillRect(QRect(left, top, side, side), QColor("#FFFFFF"))
            left += _QUIET_ZONE * module
            top += _QUIET_ZONE * module
            for down, row in enumerate(self._rows):
                for start, length in row.runs:
                    painter.fillRect(
                        QRect(left + start * module, top + down * module, length * module, module),
                        QColor("#000000"),
                    )

    @property
    def _modules(self) -> int:
        return len(self._rows) + 2 * _QUIET_ZONE if self._rows else 0
