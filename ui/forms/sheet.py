"""A form on a sheet of A5, which is half of what lies in every shop's printer."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from pos_client.application.paper_rows import PaperRow, SignaturePlace
from pos_client.application.papers import PaperText
from ui.forms.canvas import Canvas, Inks, Side

__all__ = ["SHEET_HEIGHT", "SHEET_WIDTH", "draw_sheet"]

SHEET_WIDTH: Final = 1480.0
SHEET_HEIGHT: Final = 2100.0
_MARGIN: Final = 130.0
_TOP: Final = 110.0
_SMALLEST: Final = 0.5
_LABELS: Final = 280.0
_MODULE: Final = 5.5
_CAPTION: Final = 20.0


def draw_sheet(painter: QPainter, text: PaperText, inks: Inks) -> None:
    """Draw on one sheet, in tenths of a millimetre; what is too long for it is drawn smaller."""
    scale = _scale_of(text, inks)
    painter.save()
    painter.translate(_MARGIN, _TOP)
    painter.scale(scale, scale)
    canvas = Canvas(_width(scale), inks, painter)
    canvas.watermark(text.watermark, 190.0, _height(scale), 600.0)
    _body(canvas, text)
    canvas.y = _height(scale) - _closing(Canvas(_width(scale), inks), text)
    _closing(canvas, text)
    painter.restore()


def _width(scale: float) -> float:
    return (SHEET_WIDTH - 2 * _MARGIN) / scale


def _height(scale: float) -> float:
    return (SHEET_HEIGHT - 2 * _TOP) / scale


def _scale_of(text: PaperText, inks: Inks) -> float:
    scale = 1.0
    while scale > _SMALLEST:
        canvas = Canvas(_width(scale), inks)
        _body(canvas, text)
        _closing(canvas, text)
        if canvas.y <= _height(scale):
            break
        scale -= 0.02
    return scale


def _body(canvas: Canvas, text: PaperText) -> None:
    _head(canvas, text)
    for group in text.groups:
        canvas.rule(heavy=True)
        for number, row in enumerate(group):
            if number:
                canvas.rule()
            _row(canvas, row)
        canvas.y += 26
    canvas.y -= 20
    canvas.rule(heavy=True)
    canvas.y += 20
    if text.signatures:
        _signatures(canvas, text.signatures)


def _head(canvas: Canvas, text: PaperText) -> None:
    right = canvas.width - _code(canvas, text)
    for stamp in reversed(text.stamps):
        wide = canvas.length(stamp, 34, bold=True) + 34
        canvas.stamp(stamp, 34, right - wide)
        right -= wide + 20
    canvas.y += canvas.words(text.brand, 32, width=right - 20, leading=1.7)
    canvas.y += 44
    for line in text.title_lines:
        canvas.y += canvas.words(line, 62, side=Side.MIDDLE, bold=True)
    canvas.y += 40
    for sentence in text.banner:
        canvas.y += canvas.words(sentence, 34, side=Side.MIDDLE, bold=True)
    if text.banner:
        canvas.y += 20


def _code(canvas: Canvas, text: PaperText) -> float:
    """In the upper corner, its caption beneath; nothing else moves. Returns how much it takes."""
    if not text.qr_text:
        return 0.0
    side = canvas.code(text.qr_text, _MODULE, is_at_right=True)
    canvas.y += side - _CAPTION / 2
    canvas.words(
        text.qr_caption, _CAPTION, x=canvas.width - side, width=side, side=Side.MIDDLE, quiet=True
    )
    canvas.y -= side - _CAPTION / 2
    return side


def _row(canvas: Canvas, row: PaperRow) -> None:
    canvas.y += 13
    label = canvas.words(row.label, 30, width=_LABELS, quiet=True, leading=1.6)
    canvas.y += max(label, canvas.words(row.value, 34, x=_LABELS, leading=48 / 34)) + 10


def _signatures(canvas: Canvas, places: tuple[SignaturePlace, ...]) -> None:
    """One at the right, or two side by side."""
    canvas.y += 14
    top, height = canvas.y, 210.0
    if len(places) == 1:
        _signature(canvas, places[0], canvas.width - 560.0, 560.0, top, height)
    else:
        gap = 60.0
        half = (canvas.width - gap) / 2
        for number, place in enumerate(places):
            label = canvas.length(place.label, 30) + 24
            left = number * (half + gap) + label
            _signature(canvas, place, left, half - label, top, height)
    canvas.y += 20


def _signature(
    canvas: Canvas, place: SignaturePlace, left: float, width: float, top: float, height: float
) -> None:
    """The line to sign on, its label in front of it."""
    label = canvas.length(place.label, 30)
    if place.ink is not None:
        canvas.signature(place.ink, QRectF(left, top, width, height - 14))
    canvas.y = top + height - 50
    canvas.words(place.label, 30, x=left - label - 24, quiet=True)
    canvas.y = top + height
    canvas.rule(x=left, width=width)


def _closing(canvas: Canvas, text: PaperText) -> float:
    """Returns how high it is."""
    top = canvas.y
    canvas.y += 20
    for sentence in text.closing:
        canvas.y += canvas.words(sentence, 27, quiet=True, leading=1.5)
    return canvas.y - top
