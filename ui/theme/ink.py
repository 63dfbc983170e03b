"""Ink as a pen leaves it, the same on the pad and on a paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from pos_client.domain.handwritten_signature import PAD_WIDTH, HandwrittenSignature, Point
from ui.theme.tokens import COLOURS

__all__ = ["draw_signature", "draw_strokes"]

_THINNEST = 28
_PER_PRESSURE = 0.064
"""Widths are counted as coordinates are: 60 for a device that tells no pressure."""


def draw_signature(painter: QPainter, signature: HandwrittenSignature, rect: QRectF) -> None:
    """Draw a signature into the middle of `rect`, as large as fits and in its own shape."""
    height = max(1, signature.pad_height)
    scale = min(rect.width() / PAD_WIDTH, rect.height() / height)
    left = rect.center().x() - scale * PAD_WIDTH / 2
    top = rect.center().y() - scale * height / 2
    draw_strokes(painter, signature.strokes, QPointF(left, top), scale)


def draw_strokes(
    painter: QPainter, strokes: Iterable[Sequence[Point]], origin: QPointF, scale: float
) -> None:
    """Draw strokes with the pad's upper left corner at `origin`; `scale` is pixels per part."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(origin)
    painter.scale(scale, scale)
    pen = QPen(QColor(COLOURS["ink"]))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for stroke in strokes:
        for path, pressure in _paths(stroke):
            pen.setWidthF(_THINNEST + _PER_PRESSURE * pressure)
            painter.setPen(pen)
            painter.drawPath(path)
    painter.restore()


def _paths(stroke: Sequence[Point]) -> Iterable[tuple[QPainterPath, int]]:
    """Cut a stroke where its pressure changes; curves run from middle to middle of its points."""
    if not stroke:
        return
    spots = [QPointF(point.x, point.y) for point in stroke]
    pressure = stroke[0].pressure
    path = QPainterPath(spots[0])
    # A dot is a line of no length, which round caps still show.
    path.lineTo(spots[0] + QPointF(0.1, 0))
    for place in range(1, len(spots)):
        middle = (spots[place - 1] + spots[place]) / 2
        path.quadTo(spots[place - 1], middle)
        if stroke[place].pressure != pressure:
            yield path, pressure
            pressure = stroke[place].pressure
            path = QPainterPath(middle)
    path.lineTo(spots[-1])
    yield path, pressure
