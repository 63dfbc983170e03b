"""A PDF as its reader sees it, and pixels as a scanner does."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pypdf
from PIL import Image
from pypdf.generic import IndirectObject, StreamObject
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtPdf import QPdfDocument

__all__ = ["grey", "insides", "read", "rendered"]


def read(pdf: bytes) -> str:
    """The words of its one page."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == 1
    return pages[0].extract_text()


def insides(pdf: bytes) -> Iterator[bytes]:
    """Everything in the file, unpacked, but for the outlines of the faces: they are any bytes."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    yield pdf
    for number in range(1, int(str(reader.trailer["/Size"]))):
        found = IndirectObject(number, 0, reader).get_object()
        if isinstance(found, StreamObject) and "/Length1" not in found:
            yield found.get_data()


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
