"""What the camera sees, as in a mirror, with the outline into which head and shoulders belong."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.camera.hints import OVAL
from ui.camera.pictures import middle_of
from ui.theme.tokens import COLOURS, Size, Tone, space
from ui.widgets.painting import contained

__all__ = ["Viewfinder"]

_SHAPE = 4 / 3
_OUTLINES = {Tone.GOOD: "#5FD39A", Tone.WAITING: "#FFC24A", Tone.BAD: "#FF8A80"}
"""Lighter than the marks of the same tones: they stand on a picture."""
_PILLS = {
    Tone.GOOD: ("good_ground", "good"),
    Tone.WAITING: ("waiting_ground", "waiting"),
    Tone.BAD: ("bad_ground", "bad"),
}


class Viewfinder(QWidget):
    """Frames while the camera runs, the photo after the shutter, or words that say why neither.

    Of a paper the whole frame is shown, not mirrored, so that it can be read.
    The photo stands as it is kept, not mirrored. Nothing can be copied, dragged or asked of it.
    """

    def __init__(self, name: str, *, is_of_paper: bool = False) -> None:
        super().__init__()
        self._is_of_paper = is_of_paper
        self.setObjectName(name)
        # As high as there is room: the picture keeps its own shape inside.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._picture: QImage | None = None
        self._is_live = True
        self._hints: tuple[str, ...] = ()
        self._tone = Tone.PLAIN
        self._notice = ""

    @property
    def has_picture(self) -> bool:
        return self._picture is not None

    def show_name(self, words: str) -> None:
        """Say to a screen reader what this is."""
        if self.accessibleName() != words:
            self.setAccessibleName(words)

    def show_frame(self, frame: QImage) -> None:
        """Show what the camera sees now. An empty frame changes nothing."""
        self._show(frame, is_live=True)

    def show_still(self, photo: QImage) -> None:
        """Show the photo that was taken, without the outline."""
        self._show(photo, is_live=False)

    def show_hints(self, hints: Sequence[str], tone: Tone = Tone.WAITING) -> None:
        """Write what to mind, or in `Tone.GOOD` that all is well; nothing takes the line away."""
        told = (tuple(hints), tone if hints else Tone.PLAIN)
        if told == (self._hints, self._tone):
            return
        self._hints, self._tone = told
        self.setAccessibleDescription(self._line)
        self.update()

    def show_notice(self, words: str) -> None:
        """Say in the place of a picture why there is none."""
        self.clear()
        self._notice = words
        self.setAccessibleDescription(words)

    def clear(self) -> None:
        """Forget the picture and all words about it."""
        self._picture = None
        self._is_live = True
        self._hints, self._tone = (), Tone.PLAIN
        self._notice = ""
        self.setAccessibleDescription("")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(480, 360)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 240)

    @property
    def _line(self) -> str:
        return "  ·  ".join(self._hints)

    def _show(self, picture: QImage, *, is_live: bool) -> None:
        if picture.isNull():
            return
        self._picture = picture if self._is_of_paper else middle_of(picture)
        self._is_live = is_live
        if self._notice:
            self._notice = ""
            self.setAccessibleDescription(self._line)
        self.update()

    def _box(self) -> QRectF:
        """The largest place in the middle that has the shape of a photo."""
        width = min(float(self.width()), self.height() * _SHAPE)
        height = width / _SHAPE
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    @contained
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        with QPainter(self) as painter:
            painter.setRenderHints(
                QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
            )
            box = self._box()
            surface = QPainterPath()
            surface.addRoundedRect(box, Size.RADIUS, Size.RADIUS)
            painter.setClipPath(surface)
            painter.fillRect(box, QColor(COLOURS["ink"]))
            if self._picture is not None:
                self._draw_picture(painter, box, self._picture)
            if self._is_live:
                self._draw_outline(painter, box)
            if self._notice:
                self._draw_notice(painter, box)
            if self._hints:
                self._draw_hints(painter, box)

    def _draw_picture(self, painter: QPainter, box: QRectF, picture: QImage) -> None:
        painter.save()
        if self._is_of_paper:
            box = _within(box, picture)
        elif self._is_live:
            painter.translate(2 * box.center().x(), 0)
            painter.scale(-1, 1)
        painter.drawImage(box, picture)
        painter.restore()

    def _draw_outline(self, painter: QPainter, box: QRectF) -> None:
        """Darken what does not belong to the photo's subject, more so while there is none."""
        outline = _sheet(box) if self._is_of_paper else _outline(box)
        if self._picture is not None:
            around = QPainterPath()
            around.addRect(box)
            shade = QColor(COLOURS["ink"])
            shade.setAlphaF(0.42)
            painter.fillPath(around.subtracted(outline), shade)
        line = QColor(_OUTLINES.get(self._tone, "#FFFFFF"))
        if self._picture is None:
            line.setAlphaF(0.28)
        pen = QPen(line, max(2.0, box.width() / 220))
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(outline)

    def _draw_notice(self, painter: QPainter, box: QRectF) -> None:
        painter.setFont(self._face())
        painter.setPen(QColor("white"))
        inside = box.adjusted(space(8), space(6), -space(8), -space(6))
        where = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(inside, int(where), self._notice)

    def _draw_hints(self, painter: QPainter, box: QRectF) -> None:
        face = self._face()
        metrics = QFontMetrics(face)
        room = box.width() - space(14)
        line = metrics.elidedText(self._line, Qt.TextElideMode.ElideRight, int(room))
        width, height = metrics.horizontalAdvance(line) + space(8), metrics.height() + space(4)
        pill = QRectF(0, 0, width, height)
        pill.moveCenter(QPointF(box.center().x(), box.bottom() - space(4) - height / 2))
        ground, ink = _PILLS.get(self._tone, ("surface", "ink"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(COLOURS[ground]))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setFont(face)
        painter.setPen(QColor(COLOURS[ink]))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, line)

    def _face(self) -> QFont:
        face = QFont(self.font())
        face.setPixelSize(Size.LARGE)
        face.setBold(True)
        return face


def _within(box: QRectF, picture: QImage) -> QRectF:
    """The largest place in the middle that has the picture's own shape."""
    scale = min(box.width() / picture.width(), box.height() / picture.height())
    inside = QRectF(0, 0, picture.width() * scale, picture.height() * scale)
    inside.moveCenter(box.center())
    return inside


def _sheet(box: QRectF) -> QPainterPath:
    """Where a paper belongs."""
    sheet = QPainterPath()
    aside, above = box.width() * 0.05, box.height() * 0.05
    sheet.addRoundedRect(box.adjusted(aside, above, -aside, -above), Size.RADIUS, Size.RADIUS)
    return sheet


def _outline(box: QRectF) -> QPainterPath:
    """A head on its shoulders; the shoulders leave the picture below."""

    def at(x: float, y: float) -> QPointF:
        return QPointF(box.left() + x * box.width(), box.top() + y * box.height())

    x, y, width, height = OVAL
    head = QPainterPath()
    head.addEllipse(at(x, y), width / 2 * box.width(), height / 2 * box.height())
    shoulders = QPainterPath(at(x - 0.36, 1.02))
    shoulders.cubicTo(at(x - 0.34, 0.84), at(x - 0.16, 0.8), at(x - 0.1, 0.68))
    shoulders.lineTo(at(x + 0.1, 0.68))
    shoulders.cubicTo(at(x + 0.16, 0.8), at(x + 0.34, 0.84), at(x + 0.36, 1.02))
    shoulders.closeSubpath()
    return head.united(shoulders)
