"""Keys before any widget sees them: the counter's own keys work everywhere, a scanner's nowhere.

A scanner types like a very fast clerk and ends with Enter. Printable keys outside a line edit
count only when they come alone; Enter right behind printable keys presses nothing, and hands over
what was scanned.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from ui.presenters.keys import Key
from ui.widgets.line_edit import GuardedLineEdit

__all__ = ["Keyboard", "pressed_at"]

BURST_GAP_S = 0.030
AFTER_KEY_S = 0.050
AFTER_BURST_S = 0.150
BURST_LENGTH = 3
# A SIM's bar code has 19 characters, a slip's more; what a shop sells has 13.
SHORTEST_CODE, LONGEST_CODE = 12, 200

_PLAIN = {
    Qt.Key.Key_Escape: Key.BACK,
    Qt.Key.Key_F1: Key.HELP,
    Qt.Key.Key_F2: Key.COUNTER,
    Qt.Key.Key_F3: Key.PRINT,
    Qt.Key.Key_F4: Key.QUEUE,
    Qt.Key.Key_F5: Key.SEND,
    Qt.Key.Key_F6: Key.RETURNS,
    Qt.Key.Key_F7: Key.FIELD,
    Qt.Key.Key_F8: Key.REFUSE,
}
_WITH_CONTROL = {Qt.Key.Key_Delete: Key.CANCEL, Qt.Key.Key_L: Key.LOCK}
_NAMED = {
    Qt.Key.Key_PageUp: "PageUp",
    Qt.Key.Key_PageDown: "PageDown",
    Qt.Key.Key_F9: "F9",
    Qt.Key.Key_F10: "F10",
    Qt.Key.Key_F11: "F11",
    Qt.Key.Key_F12: "F12",
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ACTIVITY = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


def pressed_at(event: QKeyEvent) -> float:
    """When a key went down, in seconds of the window system's own clock.

    Not when it was looked at: a busy window looks at a burst and at an Enter that came well
    behind it in the same moment. Events that no window system sent bear no time.
    """
    return event.timestamp() / 1000 or time.monotonic()


class Keyboard(QObject):
    """Watches the window's own event queue.

    Signals:
        pressed: a `Key`, or a printable letter that came alone.
        scanned: what a scanner typed in front of its Enter; nothing that a hand typed.
    """

    pressed = Signal(object)
    scanned = Signal(str)
    active = Signal()

    def __init__(
        self, parent: QObject, pressed_at: Callable[[QKeyEvent], float] = pressed_at
    ) -> None:
        super().__init__(parent)
        self._pressed_at = pressed_at
        self._last = float("-inf")
        self._run = 0
        self._burst = ""
        self._waiting = ""
        self._lone = QTimer(self, interval=int(1000 * BURST_GAP_S), singleShot=True)
        self._lone.timeout.connect(self._came_alone)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002
        kind = event.type()
        if kind in _ACTIVITY:
            self.active.emit()
        return isinstance(event, QKeyEvent) and kind is QEvent.Type.KeyPress and self._take(event)

    def _take(self, event: QKeyEvent) -> bool:
        """Whether the key ends here."""
        ours = self._ours(event)
        if ours is not None:
            if not event.isAutoRepeat():
                self.pressed.emit(ours)
            return True
        focus = QApplication.focusWidget()
        is_editing = isinstance(focus, QLineEdit)
        if event.key() in _ENTER:
            return self._enter(event, focus if isinstance(focus, QLineEdit) else None)
        if is_editing:
            self._count(event)
            return False
        return self._printable(event)

    def _ours(self, event: QKeyEvent) -> Key | str | None:
        key = Qt.Key(event.key())
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers == Qt.KeyboardModifier.ControlModifier:
            return _WITH_CONTROL.get(key)
        if modifiers == Qt.KeyboardModifier.NoModifier:
            return _PLAIN.get(key) or _NAMED.get(key)
        return None

    def _enter(self, event: QKeyEvent, edit: QLineEdit | None) -> bool:
        if event.isAutoRepeat():
            return True
        silence_s = self._pressed_at(event) - self._last
        is_scanner = silence_s < (AFTER_BURST_S if self._run >= BURST_LENGTH else AFTER_KEY_S)
        burst, self._burst = self._burst, ""
        is_code = is_scanner and self._run >= SHORTEST_CODE
        if edit is not None:
            is_deaf = isinstance(edit, GuardedLineEdit) and edit.is_deaf_to_scanners
            if is_deaf and is_code:
                self.scanned.emit(burst)
            return is_deaf and is_scanner and self._run >= BURST_LENGTH
        self._drop_waiting()
        if is_code:
            self.scanned.emit(burst)
        elif not is_scanner:
            self.pressed.emit(Key.GO_ON)
        return True

    def _count(self, event: QKeyEvent) -> bool:
        """Whether this key came right behind another one; what came so is kept together."""
        now = self._pressed_at(event)
        is_quick = now - self._last < BURST_GAP_S
        self._last = now
        self._run = self._run + 1 if is_quick else 1
        self._burst = (self._burst + event.text() if is_quick else event.text())[-LONGEST_CODE:]
        return is_quick

    def _printable(self, event: QKeyEvent) -> bool:
        modifiers = event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        )
        letter = event.text()
        if modifiers != Qt.KeyboardModifier.NoModifier or not letter.isprintable() or not letter:
            return False
        if self._count(event):
            self._drop_waiting()
            return True
        if self._waiting:
            self._came_alone()
        if not event.isAutoRepeat():
            self._waiting = letter
            self._lone.start()
        return True

    def _drop_waiting(self) -> None:
        self._lone.stop()
        self._waiting = ""

    def _came_alone(self) -> None:
        letter, self._waiting = self._waiting, ""
        focus = QApplication.focusWidget()
        if letter == " " and isinstance(focus, QAbstractButton):
            focus.click()
        elif letter:
            self.pressed.emit(letter)
