"""Asking for a number that exists, and for the proof that it is in use. Neither is an identity."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot

from pos_client.application.commands import CounterCommand
from pos_client.application.subject_commands import LookUpNumber, ProveByCode, SendUsageCode
from pos_client.domain.phone_number import is_mobile_number
from ui.i18n import say, text
from ui.presenters.keys import Key
from ui.presenters.subject import LookUpPanel, ProofPanel
from ui.views.log_in import refuse_identity
from ui.widgets.buttons import KeyButton
from ui.widgets.frames import Card
from ui.widgets.line_edit import Field, GuardedLineEdit
from ui.widgets.words import Words

__all__ = ["LookUpView", "ProofView", "number_field"]

_PHONE_DIGITS, _CODE_DIGITS = 11, 6


class LookUpView(Card):
    """Eleven digits; a SIM that is scanned meanwhile goes its own way.

    The field takes the keys with the first digit and not before: while nothing has them, a scanner
    that falters is still told from a hand.
    """

    changed = Signal()
    entered = Signal()

    def __init__(self) -> None:
        super().__init__("lookUpPanel", margin=5)
        self._panel: LookUpPanel | None = None
        self._field = number_field("lookUpNumber", "subject.number", _PHONE_DIGITS)
        self._field.edit.setPlaceholderText(text("subject.number_placeholder"))
        self._field.edit.textChanged.connect(self.changed)
        self._field.edit.returnPressed.connect(self._enter)
        self._note = Words("lookUpSim", wraps=True)
        self.column.addWidget(self._field)
        self.column.addWidget(self._note)

    def render_screen(self, panel: LookUpPanel) -> None:
        self._panel = panel
        self._note.setVisible(panel.sim is not None)
        self._note.show_words(say(panel.sim) if panel.sim is not None else "", panel.tone)
        self._field.edit.setEnabled(not panel.is_asking)

    def press(self, key: str) -> None:
        """A digit goes into the field, and the keys behind it."""
        if key.isascii() and key.isdigit():
            self._field.edit.setFocus()
            self._field.edit.insert(key)

    def missing(self) -> str:
        is_whole = is_mobile_number(self._field.edit.text())
        return "" if is_whole else text("subject.number_missing")

    def command(self) -> CounterCommand | None:
        return None if self.missing() else LookUpNumber(self._field.edit.text())

    def forget(self) -> None:
        self._panel = None
        self._field.edit.clear()

    @Slot()
    def _enter(self) -> None:
        if not self.missing():
            self.entered.emit()


class ProofView(Card):
    """A SIM needs no key; six digits from a message need their field."""

    changed = Signal()
    commanded = Signal(object)
    entered = Signal()

    def __init__(self) -> None:
        super().__init__("proofPanel", margin=5)
        self._panel: ProofPanel | None = None
        self._send = KeyButton("sendUsageCode", height=48)
        self._send.show_face(text("subject.send_code"), Key.SEND_CODE)
        self._send.clicked.connect(lambda: self.press(Key.SEND_CODE))
        self._field = number_field("usageCode", "subject.code", _CODE_DIGITS)
        self._field.edit.setPlaceholderText(text("subject.code_placeholder"))
        self._field.edit.textChanged.connect(self.changed)
        self._field.edit.returnPressed.connect(self._enter)
        self._note = Words("proofNote", wraps=True)
        for part in (self._send, self._field, self._note):
            self.column.addWidget(part)

    def render_screen(self, panel: ProofPanel) -> None:
        before, self._panel = self._panel, panel
        self._send.setVisible(panel.may_send_code)
        self._send.setEnabled(not panel.is_asking)
        self._field.setVisible(panel.is_code_sent)
        self._field.edit.setEnabled(not panel.is_asking)
        self._note.setVisible(panel.note is not None)
        self._note.show_words(say(panel.note) if panel.note is not None else "", panel.tone)
        was_open = before is not None and before.is_code_sent and not before.is_asking
        if panel.is_code_sent and not panel.is_asking and not was_open:
            self._field.edit.clear()
            self._field.edit.setFocus()
        if before is not None and before.is_code_sent is not panel.is_code_sent:
            self.changed.emit()

    def press(self, key: str) -> None:
        """F10 lets a code be sent; anything else goes into its field."""
        if key == Key.SEND_CODE and self._panel is not None and self._panel.may_send_code:
            self.commanded.emit(SendUsageCode())

    def missing(self) -> str:
        if self._panel is None or not self._panel.is_code_sent:
            is_sim_only = self._panel is not None and not self._panel.may_send_code
            return text("subject.proof_waiting_sim" if is_sim_only else "subject.proof_waiting")
        is_whole = len(self._field.edit.text()) == _CODE_DIGITS
        return "" if is_whole else text("subject.code_missing")

    def command(self) -> CounterCommand | None:
        return None if self.missing() else ProveByCode(self._field.edit.text())

    def forget(self) -> None:
        self._panel = None
        self._field.edit.clear()

    @Slot()
    def _enter(self) -> None:
        if not self.missing():
            self.entered.emit()


def number_field(name: str, label: str, longest: int) -> Field:
    """A field for digits that identify nobody; it says why it refuses anything else."""
    edit = GuardedLineEdit(name, longest=longest, digits_only=True)
    edit.setFixedWidth(260)
    field = Field(edit)
    field.show_label(text(label))
    refuse_identity(field)
    edit.too_long.connect(lambda: field.refuse(text("log_in.too_long", limit=longest)))
    return field
