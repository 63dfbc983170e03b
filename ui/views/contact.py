"""The optional contact number of a customer captured offline: typed, and marked as such."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot

from pos_client.application.commands import CounterCommand, SetContactNumber
from pos_client.domain.phone_number import is_mobile_number
from ui.i18n import text
from ui.presenters.keys import Key
from ui.presenters.panels import ContactPanel
from ui.views.log_in import refuse_identity
from ui.widgets.frames import Card
from ui.widgets.line_edit import Field, GuardedLineEdit

__all__ = ["ContactView"]

_DIGITS = 11


class ContactView(Card):
    """It identifies nobody; Enter in the field keeps it."""

    changed = Signal()
    commanded = Signal(object)

    def __init__(self) -> None:
        super().__init__("contactPanel")
        self._panel: ContactPanel | None = None
        self._kept = ""
        edit = GuardedLineEdit("contactNumber", longest=_DIGITS, digits_only=True)
        edit.setFixedWidth(260)
        edit.setPlaceholderText(text("steps.contact_placeholder"))
        self._field = Field(edit, is_in_line=True)
        self._field.show_label(text("steps.contact"))
        refuse_identity(self._field)
        edit.too_long.connect(lambda: self._field.refuse(text("log_in.too_long", limit=_DIGITS)))
        edit.returnPressed.connect(self._keep)
        edit.textChanged.connect(self.changed)
        self.column.addWidget(self._field)

    def render_screen(self, panel: ContactPanel) -> None:
        if self._panel is None:
            self._kept = panel.number
            self._field.edit.setText(panel.number)
        self._panel = panel

    def press(self, key: str) -> None:
        """A slash leads into the field."""
        if key == Key.SEARCH:
            self._field.edit.setFocus()

    def missing(self) -> str:
        """A number that was begun has to be one before it is sealed along."""
        number = self._field.edit.text()
        return "" if not number or is_mobile_number(number) else text("steps.contact_short")

    def command(self) -> CounterCommand | None:
        """What was typed and not kept yet; it goes before the seal."""
        number = self._field.edit.text()
        if self.missing() or number == self._kept:
            return None
        self._kept = number
        return SetContactNumber(number)

    def forget(self) -> None:
        self._panel = None
        self._kept = ""
        self._field.edit.clear()

    @Slot()
    def _keep(self) -> None:
        command = self.command()
        if command is not None:
            self.commanded.emit(command)
        if not self.missing():
            self._field.edit.clearFocus()
