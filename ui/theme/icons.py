"""Marks drawn with a painter: no file, sharp at every size, coloured by tone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ui.theme.tokens import COLOURS, Tone

__all__ = ["draw_card", "draw_dot", "draw_mark", "draw_sign", "draw_step", "tone_colour"]

_MARKS = {
    Tone.GOOD: "good_mark",
    Tone.WAITING: "waiting_mark",
    Tone.BAD: "bad_mark",
    Tone.INFO: "primary",
    Tone.PLAIN: "ink",
    Tone.QUIET: "faint",
}


def tone_colour(tone: Tone) -> QColor:
    """The strong colour of a tone, for marks."""
    return QColor(COLOURS[_MARKS[tone]])


def draw_dot(painter: QPainter, box: QRectF, tone: Tone) -> None:
    """A small filled round."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tone_colour(tone))
    painter.drawEllipse(box)


def draw_mark(painter: QPainter, box: QRectF, tone: Tone) -> None:
    """The shape that says a tone without its colour: tick, cross, hourglass bars, ring."""
    width = max(1.6, box.width() / 9)
    pen = QPen(painter.pen().color(), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _SHAPES.get(tone, _ring)(painter, box)


def draw_step(painter: QPainter, box: QRectF, number: int, tone: Tone) -> None:
    """The round at a step: its number, or a mark on its colour once it is over."""
    box = box.adjusted(1, 1, -1, -1)
    if tone in (Tone.GOOD, Tone.BAD, Tone.WAITING):
        draw_dot(painter, box, tone)
        painter.setPen(QColor("white"))
        draw_mark(painter, box.adjusted(5, 5, -5, -5), tone)
        return
    is_now = tone is Tone.INFO
    ink = QColor(COLOURS["primary"] if is_now else COLOURS["quiet"])
    painter.setPen(QPen(ink if is_now else QColor(COLOURS["edge"]), 2 if is_now else 1.2))
    painter.setBrush(QColor(COLOURS["surface"]))
    painter.drawEllipse(box)
    painter.setPen(ink)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number))


def _at(box: QRectF, x: float, y: float) -> QPointF:
    return QPointF(box.left() + x * box.width(), box.top() + y * box.height())


def _tick(painter: QPainter, box: QRectF) -> None:
    painter.drawPolyline(
        QPolygonF([_at(box, 0.2, 0.54), _at(box, 0.42, 0.76), _at(box, 0.8, 0.28)])
    )


def _cross(painter: QPainter, box: QRectF) -> None:
    painter.drawLine(_at(box, 0.25, 0.25), _at(box, 0.75, 0.75))
    painter.drawLine(_at(box, 0.75, 0.25), _at(box, 0.25, 0.75))


def _bang(painter: QPainter, box: QRectF) -> None:
    painter.drawLine(_at(box, 0.5, 0.18), _at(box, 0.5, 0.58))
    painter.drawPoint(_at(box, 0.5, 0.8))


def _ring(painter: QPainter, box: QRectF) -> None:
    painter.drawEllipse(
        box.adjusted(*(4 * (box.width() * 0.25,))[:2], -box.width() * 0.25, -box.width() * 0.25)
    )


_SHAPES: dict[Tone, Callable[[QPainter, QRectF], None]] = {
    Tone.GOOD: _tick,
    Tone.BAD: _cross,
    Tone.WAITING: _bang,
}


def draw_card(painter: QPainter, box: QRectF, tone: Tone) -> None:
    """An identity card lying on the plate of a reader."""
    plate = QPen(QColor(COLOURS["edge"] if tone is Tone.QUIET else "#8FB0D3"), 2)
    plate.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(plate)
    painter.setBrush(QColor(COLOURS["surface"]))
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 18, 18)
    width, height = box.width() * 0.62, box.height() * 0.6
    card = QRectF(box.center().x() - width / 2, box.center().y() - height / 2, width, height)
    ink = tone_colour(tone)
    painter.setPen(QPen(ink, 2))
    painter.setBrush(QColor(COLOURS["ground"] if tone is Tone.QUIET else COLOURS["info_ground"]))
    painter.drawRoundedRect(card, 10, 10)
    soft, strong = QColor(ink), QColor(ink)
    soft.setAlphaF(0.16)
    strong.setAlphaF(0.36)
    painter.setPen(Qt.PenStyle.NoPen)
    for x, y, w, h, paint in (
        (0.1, 0.2, 0.4, 0.08, strong),
        (0.1, 0.38, 0.47, 0.08, soft),
        (0.1, 0.56, 0.3, 0.08, soft),
        (0.1, 0.76, 0.66, 0.08, strong),
        (0.66, 0.18, 0.24, 0.48, soft),
    ):
        painter.setBrush(paint)
        painter.drawRoundedRect(
            QRectF(card.left() + x * width, card.top() + y * height, w * width, h * height), 4, 4
        )


def draw_sign(painter: QPainter, box: QRectF, tone: Tone) -> None:
    """A square code on the plate that hangs at the door: its three corners and some fields."""
    plate = box.adjusted(1, 1, -1, -1)
    ink = tone_colour(tone)
    soft = QColor(ink)
    soft.setAlphaF(0.36)
    painter.setPen(QPen(ink, 2))
    painter.setBrush(QColor(COLOURS["surface"]))
    painter.drawRoundedRect(plate, 18, 18)
    side = plate.height() * 0.72
    left, top = plate.center().x() - side / 2, plate.center().y() - side / 2
    field = side / 21  # as many as the smallest of these codes has
    for across, down in ((0, 0), (14, 0), (0, 14)):
        corner = QRectF(left + across * field, top + down * field, 7 * field, 7 * field)
        painter.setPen(QPen(ink, field))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(corner.adjusted(field / 2, field / 2, -field / 2, -field / 2))
        painter.fillRect(corner.adjusted(2 * field, 2 * field, -2 * field, -2 * field), ink)
    for down in range(21):
        for across in range(21):
            is_corner = (across < 8 and (down < 8 or down > 12)) or (across > 12 and down < 8)
            if not is_corner and (across * 7 + down * 5 + across * down) % 3 == 0:
                place = QRectF(left + across * field, top + down * field, field, field)
                painter.fillRect(place, soft)
