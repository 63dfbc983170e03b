"""The steps on the left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from ui.theme.fonts import counter_font
from ui.theme.icons import draw_step
from ui.theme.tokens import COLOURS, Size, Tone, space
from ui.widgets.frames import column
from ui.widgets.painting import contained

__all__ = ["StepList", "StepWords"]

_MARK = 28
_LEFT = space(3) + _MARK + space(3)
_WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


@dataclass(frozen=True, slots=True)
class StepWords:
    name: str
    label: str
    note: str
    spoken: str
    tone: Tone


class _StepRow(QWidget):
    """One step, drawn in one piece: eight rows of four widgets were a third of the page's paint."""

    def __init__(self, number: int, name: str) -> None:
        super().__init__()
        self.setObjectName(f"step-{name}")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._number = number
        self._step = StepWords(name, "", "", "", Tone.QUIET)
        self._label_font, self._note_font = _font(Size.TEXT), _font(Size.SMALL)
        self._known_heights: dict[int, tuple[int, int]] = {}

    def show_step(self, step: StepWords) -> None:
        if step == self._step:
            return
        self._step = step
        self._known_heights.clear()
        self._label_font = _font(Size.TEXT, is_bold=step.tone is Tone.INFO)
        self.setAccessibleName(step.spoken)
        self.updateGeometry()
        self.update()

    def heightForWidth(self, width: int) -> int:
        label, note = self._heights(width - _LEFT - space(2))
        return max(label + note, _MARK) + 2 * space(2)

    def sizeHint(self) -> QSize:
        return QSize(208, self.heightForWidth(208))

    @contained
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            step, is_now = self._step, self._step.tone is Tone.INFO
            if is_now:
                painter.setPen(QColor(COLOURS["line"]))
                painter.setBrush(QColor(COLOURS["surface"]))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
            top = (self.height() - _MARK) / 2
            painter.setFont(_font(Size.TEXT))
            box = QRectF(space(3), top, _MARK, _MARK)
            draw_step(painter, box, self._number, step.tone)
            width = self.width() - _LEFT - space(2)
            label, note = self._heights(width)
            top = (self.height() - label - note) / 2
            ink = "primary" if is_now else "quiet" if step.tone is Tone.QUIET else "ink"
            painter.setFont(self._label_font)
            painter.setPen(QColor(COLOURS[ink]))
            painter.drawText(QRectF(_LEFT, top, width, label), _WRAPPED, step.label)
            painter.setFont(self._note_font)
            painter.setPen(QColor(COLOURS["quiet"]))
            painter.drawText(QRectF(_LEFT, top + label, width, note), _WRAPPED, step.note)

    def _heights(self, width: int) -> tuple[int, int]:
        """Of label and note, from memory where it can: a layout asks four times for one picture."""
        if width not in self._known_heights:
            room = QRect(0, 0, max(1, width), 1000)
            label = QFontMetrics(self._label_font).boundingRect(room, _WRAPPED, self._step.label)
            note = QFontMetrics(self._note_font).boundingRect(room, _WRAPPED, self._step.note)
            self._known_heights[width] = label.height(), note.height()
        return self._known_heights[width]


@cache
def _font(size: int, *, is_bold: bool = False) -> QFont:
    font = counter_font()
    font.setPixelSize(size)
    font.setBold(is_bold)
    return font


class StepList(QScrollArea):
    """One row for each step; rows are made anew only when the steps themselves change.

    A flow with more steps than there is room for shows those around the current one.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("steps")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self._rows: list[_StepRow] = []
        self._names: tuple[str, ...] = ()
        self._current: _StepRow | None = None
        inside = QWidget()
        inside.setProperty("role", "page")
        self._column = column(inside, gap=1)
        self._column.addStretch()
        self.setWidget(inside)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().rangeChanged.connect(self._follow)

    def show_steps(self, steps: Sequence[StepWords]) -> None:
        names = tuple(step.name for step in steps)
        if names != self._names:
            self._names = names
            for row in self._rows:
                self._column.removeWidget(row)
                row.hide()
                row.deleteLater()
            self._rows = [_StepRow(place, name) for place, name in enumerate(names, 1)]
            for place, row in enumerate(self._rows):
                self._column.insertWidget(place, row)
        self._current = None
        for row, step in zip(self._rows, steps, strict=True):
            row.show_step(step)
            if step.tone is Tone.INFO:
                self._current = row
        self._follow()

    @Slot()
    def _follow(self) -> None:
        """Keep the current step in sight, with what stands next to it."""
        if self._current is not None:
            self.ensureWidgetVisible(self._current, 0, self._current.height())
