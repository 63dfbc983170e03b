"""A program with one text to give: to paste (both selections) and to drag away by mouse.

It reads one JSON request a line and answers each with one line; what happens during a drag is
told as it happens. Started by `giver.py`; ends with its standard input.
"""

from __future__ import annotations

import ctypes
import json
import sys
from typing import Any

from PySide6.QtCore import (
    QAbstractNativeEventFilter,
    QByteArray,
    QMimeData,
    QSocketNotifier,
    Qt,
)
from PySide6.QtGui import QClipboard, QDrag, QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel
from Xlib.display import Display

__all__ = ["main"]

_CLIENT_MESSAGE = 33


def tell(**news: Any) -> None:
    """Write one line to whoever started us."""
    print(json.dumps(news), flush=True)


class Statuses(QAbstractNativeEventFilter):
    """Hears what the window under the pointer answers to the drag (XdndStatus).

    Qt tells its user about an acceptance only, and a refusal must not look like a slow answer.
    """

    def __init__(self) -> None:
        super().__init__()
        self.is_dragging = False
        display = Display()
        self._status = display.intern_atom("XdndStatus").to_bytes(4, sys.byteorder)
        display.close()

    def nativeEventFilter(
        self, kind: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> tuple[bool, int]:
        if self.is_dragging and kind == b"xcb_generic_event_t":
            raw = ctypes.string_at(int(message), 32)
            # kind, format, sequence; window, type; then five words: target, flags, box, action
            if raw[0] & 0x7F == _CLIENT_MESSAGE and raw[8:12] == self._status:
                flags = int.from_bytes(raw[16:20], sys.byteorder)
                tell(news="status", accepted=bool(flags & 1))
        return False, 0


class Tag(QLabel):
    """The little window from which the text is dragged."""

    def __init__(self, statuses: Statuses) -> None:
        super().__init__(None, Qt.WindowType.BypassWindowManagerHint)
        self._statuses = statuses
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFixedSize(24, 24)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        del event
        drag = QDrag(self)
        words = QMimeData()
        words.setText(self.text())
        drag.setMimeData(words)
        self._statuses.is_dragging = True
        tell(news="dragging")
        action = drag.exec(Qt.DropAction.CopyAction)
        self._statuses.is_dragging = False
        tell(news="dropped", accepted=action is not Qt.DropAction.IgnoreAction)


def obey(request: dict[str, Any], tag: Tag) -> None:
    """Do what one line asks for."""
    match request:
        case {"copy": str(text)}:
            for mode in (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection):
                QGuiApplication.clipboard().setText(text, mode)
        case {"show": [int(left), int(top)], "text": str(text)}:
            tag.setText(text)
            tag.move(left, top)
            tag.show()
            tag.raise_()
        case {"hide": True}:
            tag.hide()
    tell(news="done")


def main() -> int:
    """Serve until standard input ends."""
    application = QApplication(sys.argv)
    application.setQuitOnLastWindowClosed(False)
    statuses = Statuses()
    application.installNativeEventFilter(statuses)
    tag = Tag(statuses)

    def read() -> None:
        line = sys.stdin.buffer.readline()
        if line:
            obey(json.loads(line), tag)
        else:
            application.quit()

    notifier = QSocketNotifier(0, QSocketNotifier.Type.Read)
    notifier.activated.connect(read)
    tell(news="ready")
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
