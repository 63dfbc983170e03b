"""A counter that the carrier has closed, and the sign that a shift begins with."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.i18n import say
from ui.presenters.channel import ClosedScreen, SignScreen
from ui.theme.tokens import Tone, space
from ui.widgets.frames import Card, Chip, centred
from ui.widgets.marks import SignDrawing
from ui.widgets.words import Words

__all__ = ["ClosedView", "SignView"]


class ClosedView(QWidget):
    """Nothing to press: whoever can open it again does so at the carrier's."""

    commanded = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("closedPage")
        self._screen: ClosedScreen | None = None
        self._headline = Words("headline", "title", wraps=True)
        self._day = Words("closedDay", "quiet", wraps=True)
        self._safe = Words("closedSafe", wraps=True)
        self._to_do = Words("closedToDo", "strong", wraps=True)
        self._pending = Chip("closedPending")
        card = Card("closedCard", margin=8)
        card.show_tone(Tone.BAD)
        card.setFixedWidth(600)
        card.column.setSpacing(space(3))
        for part in (self._headline, self._day, self._safe, self._to_do):
            card.column.addWidget(part)
        card.column.addWidget(self._pending, 0, Qt.AlignmentFlag.AlignLeft)
        around = QVBoxLayout(self)
        around.addStretch(4)
        around.addLayout(centred(card))
        around.addStretch(5)

    def render_screen(self, screen: ClosedScreen) -> None:
        if screen == self._screen:
            return
        self._screen = screen
        self._headline.show_words(say(screen.headline))
        self._day.setVisible(screen.day is not None)
        self._day.show_words(say(screen.day) if screen.day is not None else "")
        self._safe.show_words(say(screen.safe))
        self._to_do.show_words(say(screen.to_do))
        self._pending.show_words(say(screen.pending), Tone.INFO)

    def press(self, key: object) -> None:
        """No key opens it."""

    def take_focus(self) -> None:
        self.setFocus()


class SignView(QWidget):
    """Waits for the scanner; nothing is typed here."""

    commanded = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("signPage")
        self._screen: SignScreen | None = None
        self._drawing = SignDrawing()
        self._headline = Words("headline", "hero", wraps=True)
        self._subline = Words("subline", "large", wraps=True)
        around = QVBoxLayout(self)
        around.setContentsMargins(space(12), space(4), space(12), space(4))
        around.setSpacing(space(3))
        around.addStretch(4)
        around.addWidget(self._drawing, 0, Qt.AlignmentFlag.AlignHCenter)
        around.addSpacing(space(4))
        for words in (self._headline, self._subline):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            around.addWidget(words)
        around.addStretch(5)

    def render_screen(self, screen: SignScreen) -> None:
        if screen == self._screen:
            return
        self._screen = screen
        self._drawing.show_tone(screen.tone)
        self._headline.show_words(say(screen.headline))
        self._subline.show_words(say(screen.subline), screen.tone)

    def press(self, key: object) -> None:
        """A scanner presses no key."""

    def take_focus(self) -> None:
        self.setFocus()
