"""A supervisor at the counter: what is to be looked at, and three fields of their own."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout

from pos_client.application.commands import CounterCommand, DecideReview
from ui.i18n import say, text
from ui.presenters.panels import ReviewPanel
from ui.theme.tokens import space
from ui.views.log_in import refuse_identity, second_factor_field
from ui.widgets.frames import Card
from ui.widgets.line_edit import Field, GuardedLineEdit
from ui.widgets.words import Words

__all__ = ["ReviewView"]

_WIDTHS = (190, 230, 190)


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
        for field in (self._clerk, self._password):
            field.edit.is_deaf_to_scanners = True  # its Enter would go on, or decide
        self._digits = second_factor_field("reviewSecondFactor", text("steps.review_second_factor"))
        self._clerk.show_label(text("steps.review_clerk"))
        self._password.show_label(text("steps.review_password"))
        self.column.setSpacing(space(3))
        self.column.addWidget(self._reasons)
        for field in (self._clerk, self._password):
            refuse_identity(field)
        row = QHBoxLayout()
        row.setSpacing(space(4))
        for field, width in zip(self._fields, _WIDTHS, strict=True):
            field.edit.setFixedWidth(width)
            field.edit.textChanged.connect(self.changed)
            row.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch()
        self.column.addLayout(row)
        self._clerk.edit.returnPressed.connect(self._password.edit.setFocus)
        self._password.edit.returnPressed.connect(self._enter_password)
        self._digits.edit.returnPressed.connect(self._entered)
        self.column.addStretch()

    entered = Signal()

    @property
    def _fields(self) -> tuple[Field, ...]:
        return self._clerk, self._password, self._digits

    def render_screen(self, panel: ReviewPanel) -> None:
        if panel == self._panel:
            return
        before, self._panel = self._panel, panel
        self._reasons.show_words("\n".join(say(each) for each in panel.reasons))
        self._digits.setVisible(panel.asks_second_factor)
        for field in self._fields:
            field.edit.setEnabled(not panel.is_deciding)
        if before is None or (before.is_deciding and not panel.is_deciding):
            self.take_focus()

    def take_focus(self) -> None:
        """Give the keys to the first field that is still empty."""
        fields = [each for each in self._fields if each.isVisibleTo(self)]
        first = next((each for each in fields if not each.edit.text()), fields[-1])
        first.edit.setFocus()

    def press(self, key: str) -> None:
        """Letters go into the fields."""

    def missing(self) -> str:
        asked = [each for each in self._fields if each.isVisibleTo(self)]
        is_typed = all(each.edit.text().strip() for each in asked)
        return "" if is_typed else text("steps.review_missing")

    def command(self) -> CounterCommand | None:
        return self.decide(is_approved=True)

    def decide(self, *, is_approved: bool) -> CounterCommand | None:
        """The decision, signed with what stands in the fields, which are empty afterwards."""
        if self.missing():
            return None
        decision = DecideReview(
            self._clerk.edit.text().strip(),
            self._password.edit.text(),
            is_approved=is_approved,
            second_factor=self._digits.edit.text(),
        )
        self._password.edit.clear()
        self._digits.edit.clear()
        return decision

    def forget(self) -> None:
        self._panel = None
        for field in self._fields:
            field.edit.clear()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.forget()

    @Slot()
    def _enter_password(self) -> None:
        if self._digits.isVisibleTo(self) and not self._digits.edit.text():
            self._digits.edit.setFocus()
        else:
            self._entered()

    @Slot()
    def _entered(self) -> None:
        self.entered.emit()
