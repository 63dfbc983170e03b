"""The optional contact number of a customer captured offline: typed, and marked as such."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot

from pos_client.application.commands import CounterCommand, SetContactNumber
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
        edit = GuardedLineEdit("contactNumber", longest=_DIGITS, digits_only=True)
        edit.setFixedWidth(260)
        edit.setPlaceholderText(text("steps.contact_placeholder"))
        self._field = Field(edit, is_in_line=True)
        self._field.show_label(text("steps.contact"))
        refuse_identity(self._field)
        edit.too_long.connect(lambda: self._field.refuse(text("log_in.too_long", limit=_DIGITS)))
        edit.returnPressed.connect(self._keep)
        edit.editingFinished.connect(self._keep)
        self.column.addWidget(self._field)

    def render_screen(self, panel: ContactPanel) -> None:
        self._panel = panel

    def press(self, key: str) -> None:
        """A slash leads into the field."""
        if key == Key.SEARCH:
            self._field.edit.setFocus()

    def missing(self) -> str:
        return ""

    def command(self) -> CounterCommand | None:
        """Nothing of its own: Enter outside the field seals."""
        return None

    def forget(self) -> None:
        self._panel = None
        self._field.edit.clear()

    @Slot()
    def _keep(self) -> None:
        if self._panel is not None and self._field.edit.text() != self._panel.number:
            self.commanded.emit(SetContactNumber(self._field.edit.text()))
            self._field.edit.clearFocus()
