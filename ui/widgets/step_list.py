"""The steps on the left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from ui.theme.tokens import Tone, space
from ui.widgets.frames import column
from ui.widgets.marks import StepMark
from ui.widgets.words import Words, set_word

__all__ = ["StepList", "StepWords"]


@dataclass(frozen=True, slots=True)
class StepWords:
    name: str
    label: str
    note: str
    spoken: str
    tone: Tone


class _StepRow(QWidget):
    def __init__(self, number: int, name: str) -> None:
        super().__init__()
        self.setObjectName(f"step-{name}")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "step")
        row = QHBoxLayout(self)
        row.setContentsMargins(space(3), space(2), space(2), space(2))
        row.setSpacing(space(3))
        self._mark = StepMark(number)
        self._label = Words(role="steplabel", wraps=True)
        self._note = Words(role="small", wraps=True)
        words = column()
        words.addWidget(self._label)
        words.addWidget(self._note)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)

    def show_step(self, step: StepWords) -> None:
        set_word(self, "tone", step.tone.value)
        self._mark.show_tone(step.tone)
        lifted = step.tone is Tone.INFO
        label_tone = Tone.INFO if lifted else Tone.QUIET if step.tone is Tone.QUIET else Tone.PLAIN
        self._label.show_words(step.label, label_tone)
        self._note.show_words(step.note)
        if self.accessibleName() != step.spoken:
            self.setAccessibleName(step.spoken)


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
