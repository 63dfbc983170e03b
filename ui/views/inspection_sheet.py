"""The report of a month, the hand of the responsible person, and their credentials."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from pos_client.application.inspection_commands import DropReport, SignReport
from ui.i18n import say, text
from ui.presenters.inspection import InspectionSheetScreen
from ui.presenters.keys import Key
from ui.theme.tokens import Tone, space
from ui.views.log_in import refuse_identity, second_factor_field
from ui.widgets.buttons import KeyButton
from ui.widgets.frames import column, in_the_middle
from ui.widgets.line_edit import Field, GuardedLineEdit
from ui.widgets.paper_view import PaperView
from ui.widgets.signature_pad import SignaturePad
from ui.widgets.words import Words

__all__ = ["InspectionSheetView"]

_LARGEST = (1400, 940)
_PAPER_WIDTH = 520
_TRIM = 70.0
_CLEAR = "F9"


class InspectionSheetView(QWidget):
    """Paper on the left, pad on the right. Secrets and ink are gone with every answer."""

    commanded = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("inspectionSheetPage")
        self._screen: InspectionSheetScreen | None = None
        self._headline = Words("headline", "title", wraps=True)
        self._paper = PaperView("inspectionPaper", trim=_TRIM)
        self._paper.setMinimumWidth(_PAPER_WIDTH)
        self._pad = SignaturePad("inspectionPad")
        self._who = Words("inspectionWho", "strong", wraps=True)
        self._clear = KeyButton("inspectionPadClear", "flat")
        self._clear.show_face(text("day.clear"), _CLEAR)
        self._password = Field(GuardedLineEdit("inspectionPassword"))
        self._password.edit.hide_what_is_typed()
        self._password.edit.is_deaf_to_scanners = True
        refuse_identity(self._password)
        self._digits = second_factor_field("inspectionSecondFactor", text("day.second_factor"))
        self._missing = Words("inspectionMissing", "small", wraps=True)
        self._back = KeyButton("inspectionSheetBack", height=56)
        self._confirm = KeyButton("primaryAction", "primary", height=56)
        self._assemble()
        self._clear.clicked.connect(self._pad.clear)
        self._back.clicked.connect(lambda: self.press(Key.BACK))
        self._confirm.clicked.connect(lambda: self.press(Key.GO_ON))
        self._password.edit.returnPressed.connect(self._enter_password)
        self._digits.edit.returnPressed.connect(lambda: self.press(Key.GO_ON))

    def _assemble(self) -> None:
        self._area = QScrollArea()
        self._area.setObjectName("inspectionScroll")
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._paper)
        self._area.viewport().setAutoFillBackground(False)
        above = QHBoxLayout()
        above.addWidget(self._who, 1)
        above.addWidget(self._clear)
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
        right.addLayout(above)
        right.addWidget(self._pad, 1)
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

    def render_screen(self, screen: InspectionSheetScreen) -> None:
        before, self._screen = self._screen, screen
        if screen == before:
            return
        if before is None or screen.sha256 != before.sha256:
            self._pad.clear()
            self._forget_secrets()
        self._headline.show_words(say(screen.headline))
        self._paper.show_paper(screen.paper)
        self._who.show_words(say(screen.signer))
        self._pad.show_words(say(screen.signer), text("day.pad_prompt"))
        self._password.show_label(say(screen.password))
        self._digits.setVisible(screen.asks_second_factor)
        is_on = not screen.is_confirming
        for field in (self._password, self._digits):
            field.edit.setEnabled(is_on)
        self._back.show_face(text("inspection.to_list"), Key.BACK, is_on=is_on)
        self._confirm.show_face(say(screen.confirm), Key.GO_ON if is_on else "", is_on=is_on)

    def press(self, key: object) -> None:
        """PgDn and PgUp leaf through the report, F9 gives a clean pad."""
        if key == _CLEAR:
            self._pad.clear()
        elif key is Key.BACK and self._back.isEnabled():
            self.commanded.emit(DropReport())
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
        self._pad.clear()
        self._forget_secrets()
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
        if not self._pad.is_written:
            self._missing.show_words(text("inspection.unsigned"), Tone.BAD)
            return
        asked = [each for each in (self._password, self._digits) if each.isVisibleTo(self)]
        empty = next((each for each in asked if not each.edit.text()), None)
        if empty is not None:
            self._missing.show_words(say(screen.password_missing), Tone.BAD)
            empty.edit.setFocus()
            return
        signed = SignReport(
            self._pad.take(screen.sha256, datetime.now(UTC)),
            self._password.edit.text(),
            self._digits.edit.text() if screen.asks_second_factor else "",
        )
        self._forget_secrets()
        self.commanded.emit(signed)

    def _forget_secrets(self) -> None:
        self._missing.show_words(text("day.leaf"), Tone.QUIET)
        for field in (self._password, self._digits):
            field.edit.clear()
