"""The bar of the local hint: calm, without a key, gone when there is nothing to say."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.i18n import say
from ui.presenters.first import HintScreen
from ui.theme.tokens import space
from ui.widgets.words import Words

__all__ = ["HintBar"]


class HintBar(QWidget):
    """What was counted, and what to do."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("hintBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "hint")
        self._screen: HintScreen | None = None
        self._said = Words("hint", "strong", wraps=True)
        self._to_do = Words("hintToDo", wraps=True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._said)
        words.addWidget(self._to_do)
        row = QHBoxLayout(self)
        row.setContentsMargins(space(5), space(2), space(5), space(2))
        row.addLayout(words, 1)
        self.hide()

    def render_screen(self, screen: HintScreen | None) -> None:
        """Draw it; None keeps nothing of the last one."""
        if screen == self._screen:
            return
        self._screen = screen
        self._said.show_words(say(screen.said) if screen is not None else "")
        self._to_do.show_words(say(screen.to_do) if screen is not None else "")
        if screen is not None:
            self.setAccessibleName(f"{say(screen.said)} {say(screen.to_do)}")
        self.setVisible(screen is not None)
