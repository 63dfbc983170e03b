"""Pictures from bytes and to bytes, by Qt: nobody needs a second library for them.

Only the format that was asked for is tried. Left to itself, Qt asks every one it knows, that of
PDF files too, and whoever sends the bytes would choose which code reads them.
"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageReader, QImageWriter

__all__ = ["read_picture", "write_jpeg"]

_DOTS_PER_METER = 2835
"""72 an inch in every file; Qt would write those of this computer's screen."""


def read_picture(kind: str, data: bytes, largest_side: int) -> QImage | None:
    """Read a picture of one format, None when it is none or larger than that. On any thread."""
    stream = QBuffer()
    stream.setData(QByteArray(data))
    stream.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(stream, QByteArray(kind.encode()))
    reader.setAutoDetectImageFormat(False)
    size = reader.size()
    if not size.isValid() or max(size.width(), size.height()) > largest_side:
        return None
    picture = reader.read()
    return None if picture.isNull() else picture.convertToFormat(QImage.Format.Format_RGB888)


def write_jpeg(picture: QImage, quality: int) -> bytes:
    """Write the pixels, and nothing that may hang on to the picture."""
    pixels = picture.convertToFormat(QImage.Format.Format_RGB888)
    width, height = pixels.width(), pixels.height()
    bare = QImage(pixels.constBits(), width, height, pixels.bytesPerLine(), pixels.format())
    bare.setDotsPerMeterX(_DOTS_PER_METER)
    bare.setDotsPerMeterY(_DOTS_PER_METER)
    stream = QBuffer()
    stream.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(stream, QByteArray(b"jpeg"))
    writer.setQuality(quality)
    writer.setOptimizedWrite(True)
    if not writer.write(bare):
        raise ValueError(f"no JPEG: {writer.errorString()}")
    return bytes(stream.data().data())
