"""Small drawn signs."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.theme.icons import draw_card, draw_dot, draw_mark, draw_sign, tone_colour
from ui.theme.tokens import Tone, space
from ui.widgets.painting import contained
from ui.widgets.words import ElidedWords

__all__ = ["CardDrawing", "LampRow", "LampWidget", "Mark", "SignDrawing"]


class Mark(QWidget):
    """A tick, a cross, an exclamation or a ring."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self.setFixedSize(side, side)
        self._tone = Tone.QUIET

    def show_tone(self, tone: Tone) -> None:
        if tone is not self._tone:
            self._tone = tone
            self.update()

    @contained
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(tone_colour(self._tone))
            draw_mark(painter, QRectF(self.rect()), self._tone)


class _Dot(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(10, 10)
        self.tone = Tone.QUIET

    @contained
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_dot(painter, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self.tone)


class LampRow(QHBoxLayout):
    """A dot and its words, in whatever they stand."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(space(2))
        self._dot = _Dot()
        self._words = ElidedWords(name)
        self.addWidget(self._dot)
        self.addWidget(self._words)

    def show_lamp(self, tone: Tone, words: str) -> None:
        if tone is not self._dot.tone:
            self._dot.tone = tone
            self._dot.update()
        self._words.show_words(words)


class LampWidget(QWidget):
    """A lamp that only shines."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.show_lamp = LampRow(self, name).show_lamp


class CardDrawing(QWidget):
    """An identity card on its reader."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(260, 164)
        self._tone = Tone.INFO

    def show_tone(self, tone: Tone) -> None:
        if tone is not self._tone:
            self._tone = tone
            self.update()

    @contained
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_card(painter, QRectF(self.rect()), self._tone)


class SignDrawing(QWidget):
    """The code at the outlet's door."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(176, 176)
        self._tone = Tone.INFO

    def show_tone(self, tone: Tone) -> None:
        if tone is not self._tone:
            self._tone = tone
            self.update()

    @contained
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_sign(painter, QRectF(self.rect()), self._tone)
