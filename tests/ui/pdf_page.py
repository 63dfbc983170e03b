"""A PDF as its reader sees it, and pixels as a scanner does."""

from __future__ import annotations

from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtPdf import QPdfDocument

__all__ = ["grey", "rendered"]


def rendered(pdf: bytes, scale: float) -> QImage:
    """Draw the first page; `scale` is pixels per point."""
    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument(None)
    document.load(buffer)
    size = (document.pagePointSize(0) * scale).toSize()
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(QColor("#FFFFFF"))
    painter = QPainter(image)
    painter.drawImage(0, 0, document.render(0, QSize(size)))
    painter.end()
    document.close()
    return image


def grey(image: QImage) -> Image.Image:
    """The same pixels for a library that reads codes."""
    plain = image.convertToFormat(QImage.Format.Format_Grayscale8)
    size = (plain.width(), plain.height())
    return Image.frombytes("L", size, bytes(plain.constBits()), "raw", "L", plain.bytesPerLine())
