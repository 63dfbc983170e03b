"""What only the customer is to see, on a screen that faces them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.i18n import say, text
from ui.presenters.own_numbers import OwnNumberLine
from ui.theme.stylesheet import stylesheet
from ui.theme.tokens import Tone, space
from ui.views.capture import forbid_capture
from ui.widgets.words import Words

__all__ = ["CustomerScreen", "screen_of_customer"]

_LINES = 9


def screen_of_customer(window: QWidget) -> QScreen | None:
    """Another screen than the one with this window; None where there is no other."""
    here = window.screen()
    return next((each for each in QGuiApplication.screens() if each is not here), None)


class CustomerScreen(QWidget):
    """Fills the customer's screen while there is something for them, and takes no key."""

    def __init__(self, screen: QScreen) -> None:
        super().__init__(None, Qt.WindowType.FramelessWindowHint)
        self.setObjectName("customerScreen")
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setStyleSheet(stylesheet())
        self.setWindowTitle(text("own_numbers.theirs"))
        self.setScreen(screen)
        self.setGeometry(screen.geometry())
        column = QVBoxLayout(self)
        column.setContentsMargins(*(space(12),) * 4)
        column.setSpacing(space(4))
        headline, subline = Words(role="title"), Words(role="quiet", wraps=True)
        headline.show_words(text("own_numbers.theirs"))
        subline.show_words(text("own_numbers.theirs_safe"))
        self._lines = [Words(f"customerNumber-{place}", "hero") for place in range(_LINES)]
        for part in (headline, subline, *self._lines):
            column.addWidget(part)
        column.addStretch()
        forbid_capture(int(self.winId()))

    def show_lines(self, lines: tuple[OwnNumberLine, ...], marked: str) -> None:
        """Show these lines; the marked one says so."""
        for words, line in zip(self._lines, lines, strict=False):
            said = f"{text('own_numbers.place', place=line.place)}   {line.number}   "
            is_marked = line.reference == marked
            note = text("own_numbers.marked") if is_marked else say(line.note)
            words.show_words(said + note, Tone.WAITING if is_marked else Tone.PLAIN)
        for place, words in enumerate(self._lines):
            words.setVisible(place < len(lines))
        self.show()
