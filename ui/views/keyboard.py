"""Keys before any widget sees them: the counter's own keys work everywhere, a scanner's nowhere.

A scanner types like a very fast clerk, some like a fast one, and ends with Enter or Tab. Printable
keys outside a line edit wait a moment: those that come alone, or few together, are a hand's.
Enter or Tab right behind a scanner's keys presses nothing, and hands over what was scanned.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from ui.presenters.keys import Key
from ui.widgets.line_edit import GuardedLineEdit

__all__ = ["Keyboard", "pressed_at"]

# No hand presses two keys so soon one after the other ...
QUICK_GAP_S = 0.030
# ... and so soon not many of them. A code that is under way may falter for longer.
SLOW_GAP_S = 0.120
LONGEST_BY_HAND = 5
PAUSE_IN_CODE_S = 0.500
AFTER_KEY_S = 0.050
AFTER_CODE_S = 0.250
# In a line edit people type fast: there a scanner is known by keys that no hand could press, or by
# what it read, however slowly: a SIM's number, a slip's code or that of a sign.
BURST_LENGTH = 3
_READ_BY_SCANNER = re.compile(
    r"(?:\][A-Z]\w)?(?:89\d{17,18}|RN[RS]1[:;.-]\S{8,})$", re.ASCII | re.IGNORECASE
)
AFTER_BURST_S = 0.150
# A SIM's bar code has 19 characters, a slip's more, and the gateway's word on a sign a few hundred;
# what a shop sells has 13.
SHORTEST_CODE, LONGEST_CODE = 12, 700

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
_WITH_CONTROL = {
    Qt.Key.Key_Delete: Key.CANCEL,
    Qt.Key.Key_L: Key.LOCK,
    Qt.Key.Key_R: Key.READERS,
    Qt.Key.Key_D: Key.DAY,
    Qt.Key.Key_E: Key.REVIEWS,
    Qt.Key.Key_I: Key.INSPECTION,
    Qt.Key.Key_B: Key.CAMPAIGN,
    Qt.Key.Key_O: Key.OVERSIGHT,
}
_NAMED = {
    Qt.Key.Key_PageUp: "PageUp",
    Qt.Key.Key_PageDown: "PageDown",
    Qt.Key.Key_F9: "F9",
    Qt.Key.Key_F10: "F10",
    Qt.Key.Key_F11: "F11",
    Qt.Key.Key_F12: "F12",
}
# Held down before the key that is meant; no scanner types with them.
_HELD = (Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta)
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
        pressed: a `Key`, or a printable letter that a hand typed.
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
        self._run = self._burst = ""
        self._is_code = False
        self._waiting = ""
        self._pause = QTimer(self, interval=int(1000 * SLOW_GAP_S), singleShot=True)
        self._pause.timeout.connect(self._were_a_hands)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002
        kind = event.type()
        if kind in _ACTIVITY:
            self.active.emit()
        return isinstance(event, QKeyEvent) and kind is QEvent.Type.KeyPress and self._take(event)

    def _take(self, event: QKeyEvent) -> bool:
        """Whether the key ends here."""
        if event.key() in _HELD:
            return False
        ours = self._ours(event)
        if ours is not None:
            if not event.isAutoRepeat() and not self._is_of_code(event, AFTER_CODE_S):
                self._were_a_hands()
                self.pressed.emit(ours)
            return True
        focus = QApplication.focusWidget()
        edit = focus if isinstance(focus, QLineEdit) else None
        if event.key() in _ENTER or event.key() == Qt.Key.Key_Tab:
            return self._end(event, edit)
        if edit is not None:
            self._count(event, SLOW_GAP_S, SLOW_GAP_S)
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

    def _is_of_code(self, event: QKeyEvent, after_code_s: float) -> bool:
        """Whether this key comes right behind a scanner's."""
        silence_s = self._pressed_at(event) - self._last
        return silence_s < (after_code_s if self._is_code else AFTER_KEY_S)

    def _end(self, event: QKeyEvent, edit: QLineEdit | None) -> bool:
        """Enter or Tab: a hand's, or the end of what a scanner typed."""
        is_enter = event.key() in _ENTER
        if event.isAutoRepeat():
            return is_enter
        if edit is not None:
            return self._end_in(edit, event)
        if self._is_of_code(event, AFTER_CODE_S):
            self._drop_waiting()
            self._hand_over(event)
            return True
        self._were_a_hands()
        self._begin_anew()
        if is_enter:
            self.pressed.emit(Key.GO_ON)
        return is_enter

    def _end_in(self, edit: QLineEdit, event: QKeyEvent) -> bool:
        """In a line edit Enter is its own, but for a scanner that hit it."""
        scanned = self._scanned_into(edit) if self._is_of_code(event, AFTER_BURST_S) else ""
        if not (scanned and isinstance(edit, GuardedLineEdit)):
            self._begin_anew()
            return False
        edit.take_back(scanned)
        self._run = scanned
        self._hand_over(event)
        return True

    def _scanned_into(self, edit: QLineEdit) -> str:
        """What of the keys in front of an Enter is a scanner's; nothing where a hand typed them."""
        if found := _READ_BY_SCANNER.search(self._run):
            return found[0]
        if len(self._burst) >= SHORTEST_CODE and self._burst.isdigit():
            return self._burst
        if not (isinstance(edit, GuardedLineEdit) and edit.is_deaf_to_scanners):
            return ""
        if edit.takes_digits_only and len(self._run) >= SHORTEST_CODE:
            return self._run  # nothing that is asked for has so many
        return self._burst if len(self._burst) >= BURST_LENGTH else ""

    def _hand_over(self, event: QKeyEvent) -> None:
        """Tell what was scanned; a second end of the same code, such as a line feed, is nothing."""
        scanned, self._run = self._run, ""
        self._last = self._pressed_at(event)
        if len(scanned) >= SHORTEST_CODE:
            self.scanned.emit(scanned)

    def _count(self, event: QKeyEvent, longest_gap_s: float, pause_s: float) -> None:
        """Put this key to those that came right before it, and judge who types.

        Args:
            longest_gap_s: after so long it begins anew; after `pause_s` where a code is under way.
        """
        now = self._pressed_at(event)
        gap_s, self._last = now - self._last, now
        if gap_s >= (pause_s if self._is_code else longest_gap_s):
            self._were_a_hands()
            self._begin_anew()
        self._run = (self._run + event.text())[-LONGEST_CODE:]
        is_quick = gap_s < QUICK_GAP_S
        self._burst = (self._burst * is_quick + event.text())[-LONGEST_CODE:]
        is_long = len(self._run) > LONGEST_BY_HAND
        self._is_code = self._is_code or is_quick or is_long

    def _begin_anew(self) -> None:
        """Whatever comes next belongs to nothing that came before, a password least of all."""
        self._run, self._burst, self._is_code = "", "", False

    def _printable(self, event: QKeyEvent) -> bool:
        modifiers = event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        )
        letter = event.text()
        if modifiers != Qt.KeyboardModifier.NoModifier or not letter.isprintable() or not letter:
            return False
        if event.isAutoRepeat() and self._pressed_at(event) - self._last >= QUICK_GAP_S:
            return True  # held down; a busy window takes a scanner's equal digits for the same
        self._count(event, SLOW_GAP_S, PAUSE_IN_CODE_S)
        if self._is_code:
            self._drop_waiting()
        else:
            self._waiting += letter
            self._pause.start()
        return True

    def _drop_waiting(self) -> None:
        self._pause.stop()
        self._waiting = ""

    def _were_a_hands(self) -> None:
        """What waited came alone, or few together."""
        self._pause.stop()
        letters, self._waiting = self._waiting, ""
        focus = QApplication.focusWidget()
        for letter in letters:
            if letter == " " and isinstance(focus, QAbstractButton):
                focus.click()
            else:
                self.pressed.emit(letter)
