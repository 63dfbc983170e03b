"""A fault nobody foresaw: a plain window instead of a dead one.

It says what happened, what is safe and what to do, with a short code. Exceptions may quote a
card and their frames hold its bytes, so neither text nor locals are shown, logged or kept.
"""

from __future__ import annotations

import logging
import sys
import threading
import zlib
from collections.abc import Iterator
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.i18n import text
from ui.presenters.keys import Key
from ui.theme.stylesheet import stylesheet
from ui.theme.tokens import space
from ui.widgets.buttons import KeyButton
from ui.widgets.frames import Card, centred
from ui.widgets.words import Words

__all__ = ["CrashGuard", "CrashWindow", "crash_code"]

log = logging.getLogger(__name__)


def crash_code(fault: BaseException) -> str:
    """Six characters that are the same for the same fault at the same place."""
    places = [type(fault).__name__]
    trace = fault.__traceback__
    while trace is not None:
        places.append(f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"X-{zlib.crc32('|'.join(places).encode()) & 0xFFFFFF:06X}"


def _kinds(fault: BaseException | None) -> Iterator[str]:
    while fault is not None:
        yield type(fault).__name__
        fault = fault.__cause__ or fault.__context__


class CrashWindow(QWidget):
    """Four sentences and one button."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.setObjectName("crashWindow")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(text("frame.crash_title"))
        self.setStyleSheet(stylesheet())
        self.resize(640, 420)
        card = Card("crashCard", margin=8)
        card.setMaximumWidth(560)
        card.column.setSpacing(space(3))
        for name, role, words in (
            ("headline", "title", text("frame.crash_title")),
            ("crashHappened", "", text("frame.crash_happened")),
            ("crashSafe", "strong", text("frame.crash_safe")),
            ("crashToDo", "", text("frame.crash_to_do")),
            ("crashCode", "small", text("case.code", code=code)),
        ):
            label = Words(name, role, wraps=True)
            label.show_words(words)
            card.column.addWidget(label)
        button = KeyButton("closeProgram", "primary", height=52)
        button.show_face(text("frame.stopped_close"), Key.BACK)
        # No counter's keyboard watches here; and Enter, which a scanner types, closes nothing.
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)
        button.clicked.connect(self.close)
        card.column.addWidget(button)
        around = QVBoxLayout(self)
        around.addStretch()
        around.addLayout(centred(card))
        around.addStretch()


class CrashGuard(QObject):
    """Takes every exception that nobody caught, on any thread; shows the first."""

    _crashed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.window: CrashWindow | None = None
        self._crashed.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        sys.excepthook = self._excepthook
        threading.excepthook = self._thread_excepthook
        sys.unraisablehook = self._unraisablehook

    def take(self, fault: BaseException) -> None:
        """Log the kinds, show the code. May be called from any thread."""
        code = crash_code(fault)
        log.critical("crash %s: %s", code, " < ".join(_kinds(fault)))
        self._crashed.emit(code)

    def _excepthook(
        self,
        kind: type[BaseException],
        fault: BaseException,
        trace: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        self.take(fault.with_traceback(trace))

    def _thread_excepthook(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self.take(arguments.exc_value)

    def _unraisablehook(self, arguments: sys.UnraisableHookArgs) -> None:
        # Python goes on after these; the window does, too.
        if arguments.exc_value is not None:
            log.error("unraisable: %s", " < ".join(_kinds(arguments.exc_value)))

    @Slot(str)
    def _show(self, code: str) -> None:
        if self.window is not None:
            return
        self.window = CrashWindow(code)
        # Whatever stood on the screen may be half drawn, and it may show somebody.
        for other in QApplication.topLevelWidgets():
            if other is not self.window and other.isVisible():
                other.hide()
        self.window.show()
