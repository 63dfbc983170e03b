"""A supervisor at the counter: what is to be looked at, and two fields of their own."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent

from pos_client.application.commands import CounterCommand, DecideReview
from ui.i18n import say, text
from ui.presenters.panels import ReviewPanel
from ui.theme.tokens import space
from ui.views.log_in import refuse_identity
from ui.widgets.frames import Card
from ui.widgets.line_edit import Field, GuardedLineEdit
from ui.widgets.words import Words

__all__ = ["ReviewView"]


class ReviewView(Card):
    """The fields are empty again with every answer, on lock and on leaving."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__("reviewPanel", margin=6)
        self._panel: ReviewPanel | None = None
        self._reasons = Words("reviewReasons", "large", wraps=True)
        self._clerk = Field(GuardedLineEdit("reviewClerkNumber", longest=32))
        self._password = Field(GuardedLineEdit("reviewPassword"))
        self._password.edit.hide_what_is_typed()
        self._password.edit.is_deaf_to_scanners = True  # its Enter would decide
        self._clerk.show_label(text("steps.review_clerk"))
        self._password.show_label(text("steps.review_password"))
        self.column.setSpacing(space(3))
        self.column.addWidget(self._reasons)
        for field in (self._clerk, self._password):
            refuse_identity(field)
            field.edit.setFixedWidth(320)
            field.edit.textChanged.connect(self.changed)
            self.column.addWidget(field)
        self._clerk.edit.returnPressed.connect(self._password.edit.setFocus)
        self._password.edit.returnPressed.connect(self._entered)
        self.column.addStretch()

    entered = Signal()

    def render_screen(self, panel: ReviewPanel) -> None:
        if panel == self._panel:
            return
        before, self._panel = self._panel, panel
        self._reasons.show_words("\n".join(say(each) for each in panel.reasons))
        for field in (self._clerk, self._password):
            field.edit.setEnabled(not panel.is_deciding)
        if before is None:
            self._clerk.edit.setFocus()

    def press(self, key: str) -> None:
        """Letters go into the fields."""

    def missing(self) -> str:
        is_typed = self._clerk.edit.text().strip() and self._password.edit.text()
        return "" if is_typed else text("steps.review_missing")

    def command(self) -> CounterCommand | None:
        return self.decide(is_approved=True)

    def decide(self, *, is_approved: bool) -> CounterCommand | None:
        """The decision, signed with what stands in the fields, which are empty afterwards."""
        if self.missing():
            return None
        decision = DecideReview(
            self._clerk.edit.text().strip(), self._password.edit.text(), is_approved=is_approved
        )
        self._password.edit.clear()
        return decision

    def forget(self) -> None:
        self._panel = None
        self._clerk.edit.clear()
        self._password.edit.clear()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.forget()

    @Slot()
    def _entered(self) -> None:
        self.entered.emit()
