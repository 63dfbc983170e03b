"""Buttons that carry their key on them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.theme.tokens import Tone, space
from ui.widgets.marks import LampRow
from ui.widgets.words import Words, set_word

__all__ = ["KeyButton", "LampButton", "OfferButton"]


class KeyButton(QPushButton):
    """A label and a key cap. Tab reaches it; a click does not take the focus away."""

    def __init__(self, name: str, role: str = "", *, height: int = 40) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", role)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumHeight(height)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._role = role
        self._face, self._cap = Words(role="face"), _cap()
        self._note: Words | None = None  # few buttons ever have one
        for label in (self._face, self._cap):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        size = role if role in ("tab", "flat") else "" if height > 48 else "small"
        self._face.setProperty("measure", size)
        # A layout with stretches would make every button greedy.
        wide = QSizePolicy.Policy.Expanding if role == "primary" else QSizePolicy.Policy.Fixed
        self.setSizePolicy(wide, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        side = space(2) if role in ("tab", "flat") else space(5)
        row.setContentsMargins(side, 0, side, 0)
        row.setSpacing(space(2))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self._lines.addStretch()
        self._lines.addWidget(self._face)
        self._lines.addStretch()
        row.addStretch()
        row.addLayout(self._lines)
        row.addWidget(self._cap)
        row.addStretch()

    def show_face(self, words: str, key: str, *, note: str = "", is_on: bool = True) -> None:
        """Write label and key, and what stands in its way beneath the label; a button that is off
        says so without its colour, too."""
        self._face.show_words(words)
        self._show_note(note)
        words = f"{words} · {note}" if note else words
        self._cap.show_words(key)
        self._cap.setVisible(bool(key))
        if self.accessibleName() != words:
            self.setAccessibleName(words)
            self.setAccessibleDescription(key)
            self.updateGeometry()
        if self.isEnabled() != is_on:
            self.setEnabled(is_on)
        tone = "primary" if self._role == "primary" else "plain"
        if self.isCheckable():
            tone = "info" if self.isChecked() else "plain"
        tone = tone if is_on else "off"
        set_word(self._face, "tone", tone)
        set_word(self._cap, "tone", tone)

    def _show_note(self, note: str) -> None:
        if self._note is None and note:
            self._note = Words(role="small")
            self._note.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self._lines.insertWidget(self._lines.count() - 1, self._note)
        if self._note is not None:
            self._note.show_words(note, Tone.WAITING)
            self._note.setVisible(bool(note))

    def sizeHint(self) -> QSize:
        layout = self.layout()
        wanted = layout.sizeHint() if layout is not None else QSize()
        return wanted.expandedTo(QSize(0, self.minimumHeight()))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class OfferButton(QPushButton):
    """One thing to choose by a digit."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "offer")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumHeight(42)
        self._face = Words(role="strong")
        self._cap = _cap()
        row = QHBoxLayout(self)
        row.setContentsMargins(space(3), 0, space(3), 0)
        row.addWidget(self._face)
        row.addStretch()
        row.addWidget(self._cap)
        for label in (self._face, self._cap):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_offer(self, words: str, key: str, spoken: str, *, is_chosen: bool) -> None:
        self._face.show_words(words)
        self._cap.show_words(key)
        self.setChecked(is_chosen)
        if self.accessibleName() != spoken:
            self.setAccessibleName(spoken)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        wanted = layout.sizeHint() if layout is not None else QSize()
        return wanted.expandedTo(QSize(0, self.minimumHeight()))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class LampButton(QPushButton):
    """A lamp of the strip that leads to the page about it."""

    def __init__(self, name: str, lamp: str, key: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "flat")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(28)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._lamp, cap = LampRow(self, lamp), _cap()
        self._lamp.setContentsMargins(space(2), 0, space(2), 0)
        self._lamp.addWidget(cap)
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        cap.show_words(key)
        self.setAccessibleDescription(key)

    def show_lamp(self, tone: Tone, words: str) -> None:
        self._lamp.show_lamp(tone, words)
        if self.accessibleName() != words:
            self.setAccessibleName(words)
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        return self._lamp.sizeHint().expandedTo(QSize(0, self.minimumHeight()))

    def minimumSizeHint(self) -> QSize:
        return self._lamp.minimumSize()


def _cap() -> Words:
    cap = Words(role="keycap")
    cap.setFixedHeight(20)
    return cap
