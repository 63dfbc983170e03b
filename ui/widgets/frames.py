"""Cards, rules and bars."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from ui.theme.tokens import Tone, space
from ui.widgets.marks import Mark
from ui.widgets.words import Words, set_word

__all__ = [
    "Card",
    "Chip",
    "FigureLine",
    "LimitBar",
    "Tile",
    "bar",
    "centred",
    "column",
    "in_the_middle",
    "rule",
]


_MUCH = 1000  # beside the ones of the empty ends


class Card(QFrame):
    """A white surface with a hairline; what belongs together stands on one."""

    def __init__(self, name: str = "", *, margin: int = 4) -> None:
        super().__init__()
        self.setProperty("role", "card")
        if name:
            self.setObjectName(name)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(*(space(margin),) * 4)
        self.column.setSpacing(space(1))

    def show_tone(self, tone: Tone) -> None:
        set_word(self, "tone", tone.value)


class Chip(Words):
    """A word on a coloured ground."""

    def __init__(self, name: str = "") -> None:
        super().__init__(name, "chip")
        self.setFixedHeight(26)


class Tile(Card):
    """A question with its answer as mark, word and colour."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._label = Words(role="small", wraps=True)
        self._mark = Mark(18)
        self._word = Words(f"{name}-word", "large", wraps=True)
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(self._mark)
        row.addWidget(self._word, 1)
        self.column.setContentsMargins(space(4), space(2), space(4), space(2))
        self.column.setSpacing(0)
        self.column.addWidget(self._label)
        self.column.addLayout(row)

    def show_tile(self, label: str, word: str, tone: Tone, spoken: str) -> None:
        self._label.show_words(label)
        self._word.show_words(word, tone)
        self._mark.show_tone(tone)
        if self.accessibleName() != spoken:
            self.setAccessibleName(spoken)


class FigureLine(QWidget):
    """A name and a number."""

    def __init__(self, name: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, space(1), 0, space(1))
        self._label = Words()
        self._figure = Words(name, "strong")
        row.addWidget(self._label)
        row.addStretch()
        row.addWidget(self._figure)

    def show_figure(self, label: str, figure: str, tone: Tone | None = None) -> None:
        self._label.show_words(label)
        self._figure.show_words(figure, tone)
        if self._figure.accessibleDescription() != label:
            self._figure.setAccessibleDescription(label)


class LimitBar(QProgressBar):
    """How much of something is used; the figure stands beside it in words."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setTextVisible(False)
        self.setRange(0, 100)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_share(self, percent: int, tone: Tone, spoken: str) -> None:
        set_word(self, "tone", tone.value)
        if self.value() != percent:
            self.setValue(percent)
        if self.accessibleName() != spoken:
            self.setAccessibleName(spoken)


def bar(role: str, name: str = "") -> QWidget:
    """A widget that the stylesheet may fill."""
    widget = QWidget()
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    widget.setProperty("role", role)
    if name:
        widget.setObjectName(name)
    return widget


def rule() -> QFrame:
    """A hairline."""
    line = QFrame()
    line.setProperty("role", "rule")
    line.setFixedHeight(1)
    return line


def centred(widget: QWidget) -> QHBoxLayout:
    """A row with the widget in its middle. An alignment would forget how high wrapped words are."""
    row = QHBoxLayout()
    row.addStretch()
    row.addWidget(widget)
    row.addStretch()
    return row


def in_the_middle(parent: QWidget, page: QWidget) -> None:
    """Let a page grow up to its largest size; what is left goes around it."""
    across, down = QHBoxLayout(), column(parent)
    across.setContentsMargins(0, 0, 0, 0)
    across.addStretch(1)
    across.addWidget(page, _MUCH)
    across.addStretch(1)
    down.addStretch(1)
    down.addLayout(across, _MUCH)
    down.addStretch(1)


def column(parent: QWidget | None = None, *, gap: int = 0) -> QVBoxLayout:
    """A column without margins."""
    layout = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(space(gap))
    return layout
