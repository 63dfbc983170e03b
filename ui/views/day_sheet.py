"""The sheet of a shift or a day, two signatures, and the credentials of who takes over."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from pos_client.application.day_commands import DropSheet, SignSheet
from ui.i18n import say, text
from ui.i18n.message import Message
from ui.presenters.day import DaySheetScreen
from ui.presenters.keys import Key
from ui.theme.tokens import Tone, space
from ui.views.log_in import refuse_identity, second_factor_field
from ui.widgets.buttons import KeyButton
from ui.widgets.frames import column, in_the_middle
from ui.widgets.line_edit import Field, GuardedLineEdit
from ui.widgets.paper_view import PaperView
from ui.widgets.signature_pad import SignaturePad
from ui.widgets.words import Words

__all__ = ["DaySheetView"]

_LARGEST = (1400, 940)
_PAPER_WIDTH = 520
_TRIM = 70.0


class _Hand(QWidget):
    """Who signs, the pad, and a way to begin again."""

    def __init__(self, name: str, clear_key: str) -> None:
        super().__init__()
        self.clear_key = clear_key
        self.pad = SignaturePad(name)
        self._label = Words(role="strong", wraps=True)
        clear = KeyButton(f"{name}Clear", "flat")
        clear.show_face(text("day.clear"), clear_key)
        clear.clicked.connect(self.pad.clear)
        above = QHBoxLayout()
        above.addWidget(self._label, 1)
        above.addWidget(clear)
        stack = column(self, gap=1)
        stack.addLayout(above)
        stack.addWidget(self.pad, 1)

    def show_name(self, words: Message) -> None:
        self._label.show_words(say(words))
        self.pad.show_words(say(words), text("day.pad_prompt"))


class DaySheetView(QWidget):
    """Paper on the left, hands on the right. Secrets and ink are gone with every answer."""

    commanded = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("daySheetPage")
        self._screen: DaySheetScreen | None = None
        self._headline = Words("headline", "title", wraps=True)
        self._paper = PaperView("daySheetPaper", trim=_TRIM)
        self._paper.setMinimumWidth(_PAPER_WIDTH)
        self._leaving, self._taking = _Hand("leavingPad", "F9"), _Hand("takingPad", "F10")
        self._password = Field(GuardedLineEdit("takingPassword"))
        self._password.edit.hide_what_is_typed()
        self._password.edit.is_deaf_to_scanners = True
        refuse_identity(self._password)
        self._digits = second_factor_field("takingSecondFactor", text("day.second_factor"))
        self._missing = Words("sheetMissing", "small", wraps=True)
        self._back = KeyButton("sheetBack", height=56)
        self._confirm = KeyButton("primaryAction", "primary", height=56)
        self._assemble()
        self._back.clicked.connect(lambda: self.press(Key.BACK))
        self._confirm.clicked.connect(lambda: self.press(Key.GO_ON))
        self._password.edit.returnPressed.connect(self._enter_password)
        self._digits.edit.returnPressed.connect(lambda: self.press(Key.GO_ON))

    def _assemble(self) -> None:
        self._area = QScrollArea()
        self._area.setObjectName("daySheetScroll")
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._paper)
        self._area.viewport().setAutoFillBackground(False)
        credentials = QHBoxLayout()
        credentials.setSpacing(space(3))
        for field in (self._password, self._digits):
            credentials.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        actions = QHBoxLayout()
        actions.setSpacing(space(3))
        actions.addWidget(self._back)
        actions.addWidget(self._confirm, 1)
        right = column(gap=2)
        right.addWidget(self._headline)
        right.addWidget(self._leaving, 1)
        right.addWidget(self._taking, 1)
        right.addLayout(credentials)
        right.addWidget(self._missing)
        right.addLayout(actions)
        box = QWidget()
        box.setMaximumSize(*_LARGEST)
        row = QHBoxLayout(box)
        row.setContentsMargins(space(6), space(4), space(6), space(4))
        row.setSpacing(space(5))
        row.addWidget(self._area, 6)
        row.addLayout(right, 5)
        in_the_middle(self, box)

    def render_screen(self, screen: DaySheetScreen) -> None:
        before, self._screen = self._screen, screen
        if screen == before:
            return
        if before is None or screen.sha256 != before.sha256:
            self._clear()
            self._area.verticalScrollBar().setValue(0)
        self._headline.show_words(say(screen.headline))
        self._paper.show_paper(screen.paper)
        self._leaving.show_name(screen.leaving)
        self._taking.show_name(screen.taking)
        self._password.show_label(say(screen.password))
        self._digits.setVisible(screen.asks_second_factor)
        is_on = not screen.is_confirming
        for field in (self._password, self._digits):
            field.edit.setEnabled(is_on)
        self._back.show_face(text("day.to_figures"), Key.BACK, is_on=is_on)
        self._confirm.show_face(say(screen.confirm), Key.GO_ON if is_on else "", is_on=is_on)

    def press(self, key: object) -> None:
        """PgDn and PgUp leaf through the sheet, F9 and F10 give a clean pad."""
        for hand in (self._leaving, self._taking):
            if key == hand.clear_key:
                hand.pad.clear()
        if key is Key.BACK and self._back.isEnabled():
            self.commanded.emit(DropSheet())
        elif key is Key.GO_ON and self._confirm.isEnabled():
            self._sign()
        elif key in ("PageDown", "PageUp"):
            bar = self._area.verticalScrollBar()
            step = bar.pageStep() * 4 // 5
            bar.setValue(bar.value() + (step if key == "PageDown" else -step))

    def take_focus(self) -> None:
        self._password.edit.setFocus()

    def leave(self) -> None:
        """Another page comes: neither ink nor paper stays behind it."""
        self._screen = None
        self._clear()
        self._paper.show_paper(None)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._forget_secrets()

    @Slot()
    def _enter_password(self) -> None:
        if self._digits.isVisibleTo(self) and not self._digits.edit.text():
            self._digits.edit.setFocus()
        else:
            self.press(Key.GO_ON)

    def _sign(self) -> None:
        screen = self._screen
        if screen is None:
            return
        if not (self._leaving.pad.is_written and self._taking.pad.is_written):
            self._missing.show_words(text("day.unsigned"), Tone.BAD)
            return
        asked = [each for each in (self._password, self._digits) if each.isVisibleTo(self)]
        empty = next((each for each in asked if not each.edit.text()), None)
        if empty is not None:
            self._missing.show_words(say(screen.password_missing), Tone.BAD)
            empty.edit.setFocus()
            return
        now = datetime.now(UTC)
        signed = SignSheet(
            self._leaving.pad.take(screen.sha256, now),
            self._taking.pad.take(screen.sha256, now),
            self._password.edit.text(),
            self._digits.edit.text() if screen.asks_second_factor else "",
        )
        self._forget_secrets()
        self.commanded.emit(signed)

    def _clear(self) -> None:
        for hand in (self._leaving, self._taking):
            hand.pad.clear()
        self._forget_secrets()

    def _forget_secrets(self) -> None:
        self._missing.show_words(text("day.leaf"), Tone.QUIET)
        for field in (self._password, self._digits):
            field.edit.clear()
