"""A brand's logo out of its drawing: sharp on every screen, and no file."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

__all__ = ["logo_of"]


def logo_of(drawing: str, size: QSize, ratio: float) -> QPixmap:
    """Paint an SVG as large as its place; `ratio` is how many dots a pixel of the screen has."""
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    with QPainter(pixmap) as painter:
        renderer.render(painter, QRectF(0, 0, size.width(), size.height()))
    return pixmap
