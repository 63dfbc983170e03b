"""Starting, or stopped with the reason in words."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.i18n import say, text
from ui.presenters.first import NoticeScreen
from ui.presenters.keys import Key
from ui.theme.tokens import Tone, space
from ui.widgets.buttons import KeyButton
from ui.widgets.frames import Card, centred
from ui.widgets.words import Words

__all__ = ["NoticeView"]


class NoticeView(QWidget):
    """No question: a sentence, and where it is final a way out."""

    commanded = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("noticePage")
        self._screen: NoticeScreen | None = None
        self._headline = Words("headline", "title", wraps=True)
        self._subline = Words("subline", "quiet", wraps=True)
        self._parts = [
            Words(name, role, wraps=True)
            for name, role in (("trouble", "strong"), ("troubleSafe", ""), ("troubleToDo", ""))
        ]
        self._code = Words("troubleCode", "small")
        self._close = KeyButton("closeProgram", "primary", height=52)
        self._close.clicked.connect(lambda: self.window().close())
        self._card = Card("noticeCard", margin=8)
        self._card.setFixedWidth(560)
        self._card.column.setSpacing(space(3))
        for part in (self._headline, self._subline, *self._parts, self._code, self._close):
            self._card.column.addWidget(part)
        around = QVBoxLayout(self)
        around.addStretch(4)
        around.addLayout(centred(self._card))
        around.addStretch(5)

    def render_screen(self, screen: NoticeScreen) -> None:
        if screen == self._screen:
            return
        self._screen = screen
        trouble = screen.trouble
        self._card.show_tone(Tone.BAD if trouble else Tone.PLAIN)
        self._headline.show_words(say(screen.headline))
        self._subline.setVisible(screen.subline is not None)
        self._subline.show_words(say(screen.subline) if screen.subline else "")
        told = [trouble.happened, trouble.safe, trouble.to_do] if trouble else []
        for place, part in enumerate(self._parts):
            part.setVisible(bool(told))
            part.show_words(say(told[place]) if told else "")
        self._code.setVisible(trouble is not None)
        self._code.show_words(trouble.code if trouble else "")
        self._close.setVisible(screen.is_final)
        self._close.show_face(text("frame.stopped_close"), Key.BACK)

    def press(self, key: object) -> None:
        """Esc leaves where nothing goes on; Enter, which a scanner types, does nothing here."""
        if key is Key.BACK and self._screen is not None and self._screen.is_final:
            self.window().close()

    def take_focus(self) -> None:
        self._close.setFocus()
