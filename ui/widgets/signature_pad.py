"""Where a customer signs: with a pen, a finger, or the mouse."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from math import hypot

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QEventPoint,
    QHideEvent,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPointerEvent,
    QPointingDevice,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_client.domain.handwritten_signature import (
    MOST_POINTS,
    PAD_WIDTH,
    HandwrittenSignature,
    Pen,
    Point,
)
from ui.theme.ink import draw_strokes
from ui.theme.tokens import COLOURS, Size, space
from ui.widgets.painting import contained

__all__ = ["SignaturePad"]

_CLOSEST = 12
"""Points nearer to each other than this say nothing; in parts of the pad's width."""
_NO_PRESSURE = 500
_SHA256_BYTES = 32


class _Ink:
    """Strokes that never have more than `MOST_POINTS` points, however long somebody writes."""

    def __init__(self) -> None:
        self.strokes: list[list[Point]] = []
        self.pens: Counter[Pen] = Counter()
        self._is_open = False
        self._closest = _CLOSEST
        self._count = 0

    def put(self, point: Point, pen: Pen) -> None:
        """Go on with the stroke, or begin one."""
        if self._count >= MOST_POINTS:
            self._thin()
            if self._count >= MOST_POINTS:
                return  # thousands of dots, of which none can be spared
        if not self._is_open:
            self.strokes.append([])
            self._is_open = True
        elif self._is_near(point):
            return
        self.strokes[-1].append(point)
        self._count += 1
        self.pens[pen] += 1

    def lift(self) -> bool:
        """End the stroke; tell whether there was one."""
        was_open, self._is_open = self._is_open, False
        return was_open

    def drop(self) -> None:
        """Take back the stroke that is being written."""
        if self.lift():
            self._count -= len(self.strokes.pop())

    def _is_near(self, point: Point) -> bool:
        last = self.strokes[-1][-1]
        return hypot(point.x - last.x, point.y - last.y) < self._closest

    def _thin(self) -> None:
        """Leave every second point out, and take fewer from now on; ends of strokes stay."""
        self.strokes = [
            stroke if len(stroke) < 3 else [*stroke[:-1:2], stroke[-1]] for stroke in self.strokes
        ]
        self._count = sum(map(len, self.strokes))
        self._closest *= 2


class SignaturePad(QWidget):
    """Paper with a line to sign on. `changed` tells of each finished stroke and of clearing.

    Delete clears it when it has the focus. Nothing can be pasted or dropped.
    """

    changed = Signal()

    def __init__(self, name: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._clock = clock
        self._prompt = ""
        self._ink = _Ink()
        self._pad_height: int | None = None
        self._first_s = 0.0
        self._writer: Pen | None = None
        self._finger = 0

    @property
    def is_written(self) -> bool:
        """Whether there is enough ink for a hand to have written it."""
        if not self._ink.strokes:
            return False
        return self.take(bytes(_SHA256_BYTES), datetime.min.replace(tzinfo=UTC)).is_written

    def show_words(self, name: str, prompt: str) -> None:
        """Say what this is to a screen reader, and what to do on the empty pad."""
        self.setAccessibleName(name)
        self.setAccessibleDescription(prompt)
        self._prompt = prompt
        self.update()

    def take(self, signed_sha256: bytes, signed_at: datetime) -> HandwrittenSignature:
        """What is written, bound to what was signed. The ink stays.

        Raises:
            ValueError: nothing is written, or the digest is no SHA-256.
        """
        if not self._ink.strokes:
            raise ValueError("nothing is written on the pad")
        if len(signed_sha256) != _SHA256_BYTES:
            raise ValueError(f"a SHA-256 has {_SHA256_BYTES} bytes")
        return HandwrittenSignature(
            strokes=tuple(map(tuple, self._ink.strokes)),
            pad_height=self._height_in_parts(),
            pen=self._ink.pens.most_common(1)[0][0],
            signed_sha256=signed_sha256,
            signed_at=signed_at,
        )

    @Slot()
    def clear(self) -> None:
        """Take all ink away, also the stroke that is being written."""
        was_written = bool(self._ink.strokes)
        self._ink = _Ink()
        self._pad_height = None
        self._writer = None
        self.update()
        if was_written:
            self.changed.emit()

    def sizeHint(self) -> QSize:
        return QSize(680, 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 120)

    # What writes

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if (
            event.button() is Qt.MouseButton.LeftButton
            and self._writer is None
            and _is_mouse(event)
        ):
            self._writer = Pen.MOUSE
            self._write(event.position(), _NO_PRESSURE)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._writer is Pen.MOUSE and _is_mouse(event):
            self._write(event.position(), _NO_PRESSURE)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._writer is Pen.MOUSE and event.button() is Qt.MouseButton.LeftButton:
            self._finish()
        event.accept()

    def tabletEvent(self, event: QTabletEvent) -> None:
        event.accept()  # else it comes once more as a mouse
        is_pen = event.pointerType() is QPointingDevice.PointerType.Pen
        if event.type() is QEvent.Type.TabletPress and is_pen and self.isEnabled():
            self._ink.drop()  # what a palm or a forerunning mouse began
            self._writer = Pen.PEN
        if self._writer is not Pen.PEN:
            return
        if event.type() is QEvent.Type.TabletRelease:
            self._finish()
        else:
            self._write(event.position(), _pressure(event, event.pressure()))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            self._touch(event)
            event.accept()  # else it comes once more as a mouse
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.clear()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._finish()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.EnabledChange:
            self._finish()
            self.update()
        super().changeEvent(event)

    def _touch(self, event: QTouchEvent) -> None:
        """Follow the first finger; a second one, or the palm beside a pen, writes nothing."""
        if event.type() is QEvent.Type.TouchBegin and self._writer is None and self.isEnabled():
            self._writer = Pen.FINGER
            self._finger = event.points()[0].id()
        if self._writer is not Pen.FINGER:
            return
        if event.type() is QEvent.Type.TouchCancel:
            self._ink.drop()
            self._finish()
            return
        for point in event.points():
            if point.id() == self._finger:
                self._write(point.position(), _pressure(event, point.pressure()))
                if point.state() is QEventPoint.State.Released:
                    self._finish()

    def _write(self, at: QPointF, pressure: int) -> None:
        """Leave ink here; beyond the edge the pen is in the air until it comes back."""
        now_s = self._clock()
        if not self._ink.strokes:
            self._pad_height = self._height_in_parts(is_new=True)
            self._first_s = now_s
        origin, scale = self._place()
        x, y = round((at.x() - origin.x()) / scale), round((at.y() - origin.y()) / scale)
        if self._writer is None:
            return
        if 0 <= x <= PAD_WIDTH and 0 <= y <= self._height_in_parts():
            t_ms = max(0, round((now_s - self._first_s) * 1000))
            self._ink.put(Point(x, y, t_ms, pressure), self._writer)
        else:
            self._ink.lift()
        self.update()

    def _finish(self) -> None:
        if self._writer is None:
            return
        self._writer = None
        self._ink.lift()
        self.update()
        self.changed.emit()

    # How it looks

    def _height_in_parts(self, *, is_new: bool = False) -> int:
        """The shape of the pad when it was touched first; ink keeps it when the window changes."""
        if self._pad_height is None or is_new:
            return max(1, round(self.height() * PAD_WIDTH / max(1, self.width())))
        return self._pad_height

    def _place(self) -> tuple[QPointF, float]:
        """Upper left corner of what was the pad when it was touched first, and pixels per part."""
        height = self._height_in_parts()
        scale = max(1e-6, min(self.width() / PAD_WIDTH, self.height() / height))
        left = (self.width() - scale * PAD_WIDTH) / 2
        return QPointF(left, (self.height() - scale * height) / 2), scale

    @contained
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            edge = QPen(QColor(COLOURS["primary" if self.hasFocus() else "edge"]))
            edge.setWidthF(2 if self.hasFocus() else 1)
            painter.setPen(edge)
            painter.setBrush(QColor(COLOURS["surface" if self.isEnabled() else "ground"]))
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(1, 1, -1, -1), Size.RADIUS, Size.RADIUS
            )
            self._draw_line(painter)
            origin, scale = self._place()
            draw_strokes(painter, self._ink.strokes, origin, scale)

    def _draw_line(self, painter: QPainter) -> None:
        """The line to sign on, with a cross where a hand begins, and words while it is empty."""
        side, y = space(7), round(self.height() * 0.74) + 0.5
        painter.setPen(QPen(QColor(COLOURS["edge"]), 1))
        painter.drawLine(QPointF(side, y), QPointF(self.width() - side, y))
        painter.setPen(QPen(QColor(COLOURS["faint"]), 1.6))
        cross = QRectF(side, y - 16, 8, 8)
        painter.drawLine(cross.topLeft(), cross.bottomRight())
        painter.drawLine(cross.topRight(), cross.bottomLeft())
        if not self._ink.strokes and self._prompt:
            painter.setPen(QColor(COLOURS["quiet"]))
            above = QRectF(side, y + 4, self.width() - 2 * side, self.height() - y - 8)
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, self._prompt)


def _is_mouse(event: QMouseEvent) -> bool:
    """Whether a mouse moved, not a pen or a finger that has been heard already."""
    if event.source() is not Qt.MouseEventSource.MouseEventNotSynthesized:
        return False
    heard = (QInputDevice.DeviceType.Stylus, QInputDevice.DeviceType.TouchScreen)
    return event.pointingDevice().type() not in heard


def _pressure(event: QPointerEvent, pressure: float) -> int:
    """0 to 1000, or the middle where the device cannot tell."""
    if not event.pointingDevice().capabilities() & QInputDevice.Capability.Pressure:
        return _NO_PRESSURE
    return min(1000, max(0, round(1000 * pressure)))
