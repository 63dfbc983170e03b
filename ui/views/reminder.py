"""The bar that reminds of a month's self-inspection: calm, then amber, and red when overdue."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.i18n import say, text
from ui.presenters.first import ReminderScreen
from ui.presenters.keys import Key
from ui.theme.tokens import Tone, space
from ui.widgets.buttons import KeyButton
from ui.widgets.marks import Mark
from ui.widgets.words import ElidedWords, set_word

__all__ = ["ReminderBar"]

_GROUNDS = {Tone.WAITING: "banner", Tone.BAD: "trouble"}


class ReminderBar(QWidget):
    """One sentence, and the key that leads to the page."""

    pressed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("reminderBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "topbar")
        self.setFixedHeight(36)
        self._screen: ReminderScreen | None = None
        self._mark = Mark(18)
        self._words = ElidedWords("reminder", "strong")
        self._open = KeyButton("reminderOpen", "flat", height=28)
        self._open.show_face(text("frame.inspection_open"), Key.INSPECTION)
        self._open.clicked.connect(lambda: self.pressed.emit(Key.INSPECTION))
        row = QHBoxLayout(self)
        row.setContentsMargins(space(5), 0, space(5), 0)
        row.setSpacing(space(3))
        row.addWidget(self._mark)
        row.addWidget(self._words, 1)
        row.addWidget(self._open)
        self.hide()

    def render_screen(self, screen: ReminderScreen | None) -> None:
        if screen == self._screen:
            return
        self._screen = screen
        if screen is not None:
            set_word(self, "role", _GROUNDS.get(screen.tone, "topbar"))
            self._mark.show_tone(screen.tone)
            self._words.show_words(say(screen.words))
            self.setAccessibleName(say(screen.words))
        self.setVisible(screen is not None)
