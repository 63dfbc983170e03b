"""A question or a page of help over everything else, inside the same window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.theme.tokens import space
from ui.widgets.frames import centred

__all__ = ["Overlay"]


class Overlay(QWidget):
    """A scrim with a dialog in its middle. The keys behind it are out of reach."""

    def __init__(self, parent: QWidget, name: str, width: int) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "scrim")
        self._behind: QWidget | None = None
        frame = QFrame()
        frame.setProperty("role", "dialog")
        frame.setFixedWidth(width)
        self.column = QVBoxLayout(frame)
        self.column.setContentsMargins(*(space(7),) * 4)
        self.column.setSpacing(space(3))
        around = QVBoxLayout(self)
        around.addStretch()
        around.addLayout(centred(frame))
        around.addStretch()
        self.hide()

    def open(self, first: QWidget) -> None:
        """Cover the window and give the focus to the harmless choice."""
        window = self.window()
        self._behind = window.focusWidget()
        self.setGeometry(window.rect())
        self.show()
        self.raise_()
        first.setFocus(Qt.FocusReason.PopupFocusReason)

    def press(self, key: object) -> None:
        """What a key of the counter does while this is open."""

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002
        """Tab goes round inside; what is behind is out of reach."""
        inside = [
            widget
            for widget in self.findChildren(QWidget)
            if widget.isVisible()
            and widget.isEnabled()
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        if not inside:
            return True
        focus: QWidget | None = self.window().focusWidget()
        place = inside.index(focus) if focus in inside else -1
        step = 1 if next else -1
        reason = Qt.FocusReason.TabFocusReason
        inside[(place + step) % len(inside)].setFocus(reason)
        return True

    def close_over(self) -> None:
        """Go away and give the focus back; nobody's key ends in what is not to be seen."""
        self.hide()
        behind, self._behind = self._behind, None
        focus: QWidget | None = self.window().focusWidget()
        if behind is not None and behind.isVisible():
            behind.setFocus(Qt.FocusReason.PopupFocusReason)
        elif focus is not None and self.isAncestorOf(focus):
            focus.clearFocus()
