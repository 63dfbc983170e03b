"""Line edits into which nobody can put an ID number, by whatever way."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ui.theme.tokens import space
from ui.widgets.frames import column
from ui.widgets.words import Words, set_word

SHORTEST = 18

__all__ = ["Field", "GuardedLineEdit", "guard"]


def _holds_id_number(text: str) -> bool:
    # One character of another script may be several digits.
    if text.isascii() and len(text) < SHORTEST:
        return False  # also spares the first paint an import
    from drivers.card.number import looks_like_id_number

    return looks_like_id_number(text)


class _Guard(QValidator):
    """Every way into a line edit asks its validator: keys, paste, drop, input methods, undo."""

    identity_refused = Signal()
    too_long = Signal()

    def __init__(self, parent: QObject, longest: int, *, digits_only: bool) -> None:
        super().__init__(parent)
        self._longest = longest
        self._digits_only = digits_only

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        if _holds_id_number(text):
            # Nothing of it stays, also not the seventeen characters typed before the last.
            self.identity_refused.emit()
            return QValidator.State.Intermediate, "", 0
        if len(text) > self._longest:
            self.too_long.emit()
            return QValidator.State.Intermediate, "", 0
        if self._digits_only and text and not (text.isascii() and text.isdigit()):
            return QValidator.State.Invalid, text, position
        return QValidator.State.Acceptable, text, position


class GuardedLineEdit(QLineEdit):
    """Refuses a text that holds an ID number, empties itself and tells."""

    identity_refused = Signal()
    too_long = Signal()

    def __init__(self, name: str, *, longest: int = 256, digits_only: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        # What only digits go into may be hit by a scanner; its Enter then does nothing either.
        self.is_deaf_to_scanners = self.takes_digits_only = digits_only
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._guard = _Guard(self, longest, digits_only=digits_only)
        self._guard.identity_refused.connect(self.identity_refused)
        self._guard.too_long.connect(self.too_long)
        self.setValidator(self._guard)
        # `setText` asks no validator.
        self.textChanged.connect(self._check)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """An input method shows what it is about to commit; that is looked at as well."""
        if _holds_id_number(event.preeditString()):
            self.clear()
            self.identity_refused.emit()
            event.accept()
            return
        super().inputMethodEvent(event)

    def take_back(self, scanned: str) -> None:
        """A scanner hit this field: what is left of its code is nobody's answer."""
        text = self.text()
        left = next(
            (scanned[cut:] for cut in range(len(scanned)) if text.endswith(scanned[cut:])), ""
        )
        self.setText(text.removesuffix(left))

    def hide_what_is_typed(self) -> None:
        """For passwords and one-time codes."""
        self.setEchoMode(QLineEdit.EchoMode.Password)

    def _check(self, text: str) -> None:
        if text and self._guard.validate(text, 0)[1] != text:
            self.clear()


class Field(QWidget):
    """A label, a guarded line edit, and a line that says why something was refused."""

    def __init__(self, edit: GuardedLineEdit, *, is_in_line: bool = False) -> None:
        super().__init__()
        self.edit = edit
        self._label = Words(role="small")
        self._label.setBuddy(edit)
        self._hint = Words(f"{edit.objectName()}Hint", "small", wraps=True)
        self._hint.hide()
        if is_in_line:
            row = QHBoxLayout(self)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(space(3))
            row.addWidget(self._label)
            row.addWidget(edit)
            row.addWidget(self._hint, 1)
            row.addStretch()
        else:
            stack = column(self, gap=1)
            stack.addWidget(self._label)
            stack.addWidget(edit)
            stack.addWidget(self._hint)
        edit.textEdited.connect(self._edited)

    def show_label(self, words: str) -> None:
        self._label.show_words(words)
        if self.edit.accessibleName() != words:
            self.edit.setAccessibleName(words)

    def refuse(self, words: str) -> None:
        """Say why; the next key takes it away."""
        self._hint.show_words(words)
        set_word(self._hint, "tone", "bad")
        self._hint.show()
        self.edit.setAccessibleDescription(words)
        set_word(self.edit, "tone", "bad")

    def _edited(self, text: str) -> None:
        if text:
            self._hint.hide()
            self.edit.setAccessibleDescription("")
            set_word(self.edit, "tone", "plain")


def guard(edit: QLineEdit) -> None:
    """Guard a line edit that Qt made, such as those of a file dialog."""
    edit.setValidator(_Guard(edit, 4096, digits_only=False))
