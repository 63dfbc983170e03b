"""Asking for a number of another carrier's, and for that carrier's code. Neither is an identity."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot

from pos_client.application.commands import CounterCommand
from pos_client.application.subject_commands import AuthorisePortIn
from pos_client.domain.phone_number import is_mobile_number
from ui.i18n import text
from ui.presenters.subject import AuthorisationPanel
from ui.theme.tokens import space
from ui.views.look_up import number_field
from ui.widgets.frames import Card

__all__ = ["PortInView"]

_PHONE_DIGITS = 11
_SHORTEST_CODE, _LONGEST_CODE = 4, 12


class PortInView(Card):
    """Two fields; the first takes the keys with the first digit, and Enter leads to the other."""

    changed = Signal()
    entered = Signal()

    def __init__(self) -> None:
        super().__init__("portInPanel", margin=5)
        self.column.setSpacing(space(4))
        self._panel: AuthorisationPanel | None = None
        self._number = number_field("portedNumber", "subject.ported_number", _PHONE_DIGITS)
        self._number.edit.setPlaceholderText(text("subject.number_placeholder"))
        self._number.edit.returnPressed.connect(self._enter)
        self._code = number_field("donorCode", "subject.donor_code", _LONGEST_CODE)
        self._code.edit.setPlaceholderText(text("subject.donor_code_placeholder"))
        self._code.edit.returnPressed.connect(self._enter)
        for field in (self._number, self._code):
            field.edit.textChanged.connect(self.changed)
            self.column.addWidget(field)

    def render_screen(self, panel: AuthorisationPanel) -> None:
        self._panel = panel
        for field in (self._number, self._code):
            field.edit.setEnabled(not panel.is_asking)

    def press(self, key: str) -> None:
        """A digit goes into the first field that is not whole, and the keys behind it."""
        if key.isascii() and key.isdigit():
            field = self._code if self._has_number else self._number
            field.edit.setFocus()
            field.edit.insert(key)

    def missing(self) -> str:
        if not self._has_number:
            return text("subject.number_missing")
        is_whole = len(self._code.edit.text()) >= _SHORTEST_CODE
        return "" if is_whole else text("subject.donor_code_missing")

    def command(self) -> CounterCommand | None:
        if self.missing():
            return None
        return AuthorisePortIn(self._number.edit.text(), self._code.edit.text())

    def forget(self) -> None:
        self._panel = None
        self._number.edit.clear()
        self._code.edit.clear()

    @property
    def _has_number(self) -> bool:
        return is_mobile_number(self._number.edit.text())

    @Slot()
    def _enter(self) -> None:
        if not self.missing():
            self.entered.emit()
        elif self._has_number:
            self._code.edit.setFocus()
