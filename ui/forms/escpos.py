"""A paper for a receipt printer: dots, since not every printer knows Chinese but all know dots."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from pos_client.application.papers import PaperText, RollWidth
from ui.forms.canvas import ONE_BIT
from ui.forms.roll import draw_beneath, draw_roll, roll_height

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["escpos_bytes", "roll_dots"]

_UNITS_PER_DOT: Final = 1.25  # eight dots to the millimetre
_STRIP: Final = 256  # rows; cheap printers have room for little more


def escpos_bytes(text: PaperText, width: RollWidth) -> bytes:
    """Everything that is sent: reset, picture, feed and cut."""
    # Slow to import, and most shops have no such printer.
    from escpos.printer import Dummy  # type: ignore[import-untyped]

    printer = Dummy()
    # Without a width the library prints a remark on standard output for every strip.
    printer.profile.profile_data = deepcopy(printer.profile.profile_data)
    printer.profile.profile_data["media"]["width"]["pixels"] = width.dots
    printer.hw("INIT")
    printer.image(_picture(roll_dots(text, width)), impl="bitImageRaster", fragment_height=_STRIP)
    printer.cut()
    return bytes(printer.output)


def roll_dots(text: PaperText, width: RollWidth) -> QImage:
    """The paper as dots, each either black (0) or white (255)."""
    column = width.dots * _UNITS_PER_DOT
    size = QSize(width.dots, round(roll_height(text, column, ONE_BIT) / _UNITS_PER_DOT) + 1)
    words, beneath = _blank(size), _blank(size)
    painter = _painter_on(words)
    code_area = draw_roll(painter, text, column, ONE_BIT)
    painter.end()
    painter = _painter_on(beneath)
    draw_beneath(painter, text, column, ONE_BIT)
    painter.fillRect(code_area, QColor("#FFFFFF"))
    painter.end()
    # Words are cut out sharply; the watermark becomes dots, so that words stay readable on it.
    return _laid_over(
        _black_and_white(words, Qt.ImageConversionFlag.ThresholdDither),
        _black_and_white(beneath, Qt.ImageConversionFlag.OrderedDither),
    )


def _blank(size: QSize) -> QImage:
    image = QImage(size, QImage.Format.Format_Grayscale8)
    image.fill(QColor("#FFFFFF"))
    return image


def _painter_on(image: QImage) -> QPainter:
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    painter.scale(1 / _UNITS_PER_DOT, 1 / _UNITS_PER_DOT)
    return painter


def _black_and_white(image: QImage, dither: Qt.ImageConversionFlag) -> QImage:
    flags = Qt.ImageConversionFlag.MonoOnly | dither
    return image.convertToFormat(QImage.Format.Format_Mono, flags).convertToFormat(
        QImage.Format.Format_RGB32
    )


def _laid_over(words: QImage, beneath: QImage) -> QImage:
    """Black wherever one of them is."""
    painter = QPainter(beneath)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Darken)
    painter.drawImage(0, 0, words)
    painter.end()
    return beneath.convertToFormat(QImage.Format.Format_Grayscale8)


def _picture(dots: QImage) -> Image:
    from PIL import Image

    return Image.frombytes(
        "L", (dots.width(), dots.height()), bytes(dots.constBits()), "raw", "L", dots.bytesPerLine()
    )
