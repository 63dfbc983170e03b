"""Help, and the question before a case is given up."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from ui.i18n import say, text
from ui.presenters.cancel import CancelScreen
from ui.presenters.keys import Key
from ui.theme.tokens import space
from ui.widgets.buttons import KeyButton
from ui.widgets.overlay import Overlay
from ui.widgets.words import Words

__all__ = ["CancelOverlay", "HelpOverlay"]

_KEYS = (
    (Key.GO_ON, "frame.help_enter"),
    (Key.BACK, "frame.help_escape"),
    ("0 – 9", "frame.help_digits"),
    (Key.SEARCH, "frame.help_search"),
    ("F9 – F12", "frame.help_offers"),
    (Key.REFUSE, "frame.help_refuse"),
    (Key.CANCEL, "frame.help_cancel"),
    (f"{Key.COUNTER} / {Key.QUEUE}", "frame.help_pages"),
    (Key.REVIEWS, "frame.help_reviews"),
    (f"{Key.RETURNS} / {Key.FIELD}", "frame.help_returns"),
    (Key.PRINT, "frame.help_print"),
    (Key.SEND, "frame.help_send"),
    (Key.DAY, "frame.help_day"),
    (Key.INSPECTION, "frame.help_inspection"),
    (f"{Key.CAMPAIGN} / {Key.OVERSIGHT}", "frame.help_figures"),
    (Key.READERS, "frame.help_readers"),
    (Key.LOCK, "frame.help_lock"),
)


class HelpOverlay(Overlay):
    """The keys on one page."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "helpOverlay", 520)
        title = Words("helpTitle", "title")
        title.show_words(text("frame.help_title"))
        self.column.addWidget(title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(5))
        grid.setVerticalSpacing(space(2))
        grid.setColumnStretch(1, 1)
        for place, (key, words) in enumerate(_KEYS):
            cap, label = Words(role="keycap"), Words(wraps=True)
            cap.show_words(key)
            label.show_words(text(words))
            grid.addWidget(cap, place, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(label, place, 1)
        self.column.addLayout(grid)
        note = Words("helpScanner", "quiet", wraps=True)
        note.show_words(text("frame.help_scanner"))
        self.column.addSpacing(space(2))
        self.column.addWidget(note)
        self._close = KeyButton("helpClose", "primary", height=48)
        self._close.show_face(text("frame.close"), Key.BACK)
        self._close.clicked.connect(self.close_over)
        self.column.addWidget(self._close)

    def ask(self) -> None:
        self.open(self._close)

    def press(self, key: object) -> None:
        """Esc, Enter and F1 close it; nothing else happens behind it."""
        if key in (Key.BACK, Key.GO_ON, Key.HELP):
            self.close_over()


class CancelOverlay(Overlay):
    """Names what is lost. Enter and Esc keep the case; giving up takes its own key twice."""

    confirmed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "cancelOverlay", 560)
        title = Words("cancelQuestion", "title")
        title.show_words(text("frame.cancel_question"))
        self._loses = Words("cancelLoses", wraps=True)
        safe = Words("cancelSafe", "quiet", wraps=True)
        safe.show_words(text("frame.cancel_safe"))
        self._keep = KeyButton("cancelKeep", "primary", height=52)
        self._keep.show_face(text("frame.cancel_keep"), Key.BACK)
        self._keep.clicked.connect(self.close_over)
        give_up = KeyButton("cancelConfirm", height=52)
        give_up.show_face(text("frame.cancel_confirm"), Key.CANCEL)
        give_up.clicked.connect(self._confirm)
        row = QHBoxLayout()
        row.setSpacing(space(3))
        row.addWidget(give_up)
        row.addWidget(self._keep, 1)
        for part in (title, self._loses, safe):
            self.column.addWidget(part)
        self.column.addSpacing(space(3))
        self.column.addLayout(row)

    def ask(self, screen: CancelScreen) -> None:
        self._loses.show_words(say(screen.loses))
        self.open(self._keep)

    def press(self, key: object) -> None:
        if key is Key.CANCEL:
            self._confirm()
        elif key in (Key.BACK, Key.GO_ON):
            self.close_over()

    def _confirm(self) -> None:
        self.close_over()
        self.confirmed.emit()
