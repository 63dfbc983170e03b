"""A paper on a roll: the slip, and whatever a receipt printer is asked for."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from pos_client.application.paper_rows import PaperRow, SignaturePlace
from pos_client.application.papers import PaperText
from ui.forms.canvas import Canvas, Inks, Side

__all__ = ["draw_beneath", "draw_roll", "roll_height"]

_NARROW: Final = 600.0
_END: Final = 30.0


def draw_roll(painter: QPainter, text: PaperText, width: float, inks: Inks) -> QRectF:
    """Draw a column of `width`, in tenths of a millimetre, without what lies beneath.

    Returns:
        Where the code stands; nothing may lie beneath it.
    """
    canvas = Canvas(width, inks, painter)
    _column(canvas, text)
    return canvas.code_area


def draw_beneath(painter: QPainter, text: PaperText, width: float, inks: Inks) -> None:
    """Draw the watermark of a column; to be drawn first."""
    height = roll_height(text, width, inks)
    Canvas(width, inks, painter).watermark(text.watermark, width / 6, height, width * 0.85)


def roll_height(text: PaperText, width: float, inks: Inks) -> float:
    """How long the column becomes, in tenths of a millimetre."""
    canvas = Canvas(width, inks)
    _column(canvas, text)
    return canvas.y


def _column(canvas: Canvas, text: PaperText) -> None:
    _head(canvas, text)
    for group in text.groups:
        canvas.rule()
        canvas.y += 12
        for row in group:
            _row(canvas, row)
        canvas.y += 12
    canvas.rule()
    canvas.y += 12
    if text.qr_text:
        canvas.y += canvas.code(text.qr_text, 7.5)
        canvas.y += canvas.words(text.qr_caption, 28, side=Side.MIDDLE, quiet=True)
        canvas.y += 14
    for place in text.signatures:
        _signature(canvas, place)
    for sentence in text.closing:
        canvas.y += canvas.words(sentence, 28, side=Side.MIDDLE, quiet=True)
    canvas.y += _END


def _head(canvas: Canvas, text: PaperText) -> None:
    for stamp in text.stamps:
        canvas.stamp(stamp, 44, 0.0, width=canvas.width)
        canvas.y += 44 * 1.6 + 14
    canvas.y += canvas.words(text.brand, 30, side=Side.MIDDLE, quiet=True)
    canvas.y += 4
    size = 50.0
    for line in text.title_lines:
        canvas.y += canvas.words(line, size, side=Side.MIDDLE, bold=True)
        size = 33.0
    canvas.y += 16
    if text.banner:
        _banner(canvas, text)


def _banner(canvas: Canvas, text: PaperText) -> None:
    """Framed, for it is what the customer has to know."""
    inner = 18.0
    top = canvas.y
    canvas.y += inner
    for sentence in text.banner:
        canvas.y += canvas.words(
            sentence, 33, x=inner, width=canvas.width - 2 * inner, bold=True, leading=1.45
        )
    canvas.y += inner
    canvas.frame(QRectF(0.0, top, canvas.width, canvas.y - top))
    canvas.y += 20


def _row(canvas: Canvas, row: PaperRow) -> None:
    is_narrow = canvas.width < _NARROW
    labels, small, size = (160.0, 26, 28) if is_narrow else (190.0, 29, 32)
    beside = canvas.width - labels
    canvas.y += 3
    label = canvas.words(row.label, small, width=labels - 8, quiet=True, leading=44 / small)
    # A number is read character by character and stays whole; words may go on in the next line.
    if row.value.isascii() and canvas.length(row.value, size) > beside:
        canvas.y += label
        canvas.y += canvas.words(row.value, size, side=Side.RIGHT, leading=44 / size)
    else:
        canvas.y += max(label, canvas.words(row.value, size, x=labels, leading=44 / size))
    canvas.y += 3


def _signature(canvas: Canvas, place: SignaturePlace) -> None:
    canvas.y += canvas.words(place.label, 29, quiet=True)
    height = 180.0
    if place.ink is not None:
        canvas.signature(place.ink, QRectF(0.0, canvas.y, canvas.width, height - 10))
    canvas.y += height
    canvas.rule()
    canvas.y += 20
