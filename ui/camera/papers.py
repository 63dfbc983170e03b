"""Pictures of papers: whole frames, with the watermark drawn in before anything is kept."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from pos_client.domain.document import LARGEST_IMAGE
from ui.camera.codec import read_picture, write_jpeg
from ui.camera.hints import FRAME_SIZE, measure, paper_hints_of

__all__ = ["PAPER_SIZE", "hints_of_paper", "paper_jpeg", "paper_picture"]

PAPER_SIZE = (1600, 1200)
"""Largest width and height of an image that is kept; a camera is asked for as much."""

_QUALITIES = (88, 80, 72, 64, 54, 44, 34)
_TURN_DEGREES = -24
_INK, _RIM = QColor(170, 30, 30, 88), QColor(255, 255, 255, 60)
_IN_A_ROW = 3


def paper_jpeg(frame: QImage, words: str, largest: int = LARGEST_IMAGE) -> bytes:
    """Write a whole frame as a JPEG of at most `largest` bytes, with these words all over it.

    Raises:
        ValueError: the frame is empty, or nothing so small comes of it.
    """
    marked = _marked(_fitting(frame), words)
    for quality in _QUALITIES:
        jpeg = write_jpeg(marked, quality)
        if len(jpeg) <= largest:
            return jpeg
    raise ValueError(f"no JPEG of this frame has {largest} bytes or fewer")


def paper_picture(jpeg: bytes) -> QImage | None:
    """Read an image that was taken before; None for what is none."""
    return read_picture("jpeg", jpeg, PAPER_SIZE[0])


def hints_of_paper(frame: QImage) -> tuple[str, ...]:
    """What to mind about a frame: light and sharpness; nobody looks for a head on a paper."""
    smooth, shape = Qt.TransformationMode.SmoothTransformation, Qt.AspectRatioMode.IgnoreAspectRatio
    small = frame.scaled(*FRAME_SIZE, shape, smooth).convertToFormat(QImage.Format.Format_RGB888)
    return paper_hints_of(measure(bytes(small.constBits())))


def _fitting(frame: QImage) -> QImage:
    if frame.isNull():
        raise ValueError("there is no picture in this frame")
    wide, high = PAPER_SIZE
    if frame.width() > wide or frame.height() > high:
        smooth = Qt.TransformationMode.SmoothTransformation
        frame = frame.scaled(wide, high, Qt.AspectRatioMode.KeepAspectRatio, smooth)
    return frame.convertToFormat(QImage.Format.Format_RGB888)


def _marked(picture: QImage, words: str) -> QImage:
    """The words in slanted rows: what is copied from the image says where and what for."""
    marked = picture.copy()
    font = QFont()
    font.setBold(True)
    font.setPixelSize(max(14, picture.width() // 44))
    step = QFontMetricsF(font).horizontalAdvance(words) * 1.25
    painter = QPainter(marked)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    reach = float(max(picture.width(), picture.height()))
    painter.translate(QPointF(picture.width() / 2, picture.height() / 2))
    painter.rotate(_TURN_DEGREES)
    apart = picture.height() / _IN_A_ROW
    for row in range(-_IN_A_ROW, _IN_A_ROW + 1):
        at = -reach + (step / 2 if row % 2 else 0.0)
        while at < reach:
            box = QRectF(at, row * apart / 1.2, step, font.pixelSize() * 1.6)
            for colour, moved in ((_RIM, 1.0), (_INK, 0.0)):
                painter.setPen(QPen(colour))
                painter.drawText(box.translated(moved, moved), Qt.AlignmentFlag.AlignLeft, words)
            at += step
    painter.end()
    return marked
