"""Blank SIMs as somebody counted them: four small numbers, and whether they add up."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_client.domain.day_figures import SimCount
from ui.i18n import say, text
from ui.presenters.day import balance_of
from ui.theme.tokens import space
from ui.views.log_in import refuse_identity
from ui.widgets.frames import column
from ui.widgets.line_edit import Field, GuardedLineEdit
from ui.widgets.words import Words

__all__ = ["SimCountView"]

_NAMES = ("issued", "used", "spoiled", "left")
_DIGITS = 4


class SimCountView(QWidget):
    """Enter goes from one number to the next; behind the last one it tells `entered`."""

    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._sims_used = 0
        self._fields = {name: _field(name) for name in _NAMES}
        self._balance = Words("simBalance", wraps=True)
        stack = column(self, gap=2)
        title = Words(role="strong", wraps=True)
        title.show_words(text("day.count"))
        row = QHBoxLayout()
        row.setSpacing(space(3))
        for field in self._fields.values():
            row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
            field.edit.textChanged.connect(self._weigh)
            field.edit.returnPressed.connect(self._go_on)
        stack.addWidget(title)
        stack.addLayout(row)
        stack.addWidget(self._balance)

    @property
    def count(self) -> SimCount | None:
        """None where nothing was counted, or not all of it."""
        typed = [self._fields[name].edit.text() for name in _NAMES]
        return SimCount(*map(int, typed)) if all(typed) else None

    @property
    def is_part(self) -> bool:
        """Whether some of it is missing."""
        typed = [bool(field.edit.text()) for field in self._fields.values()]
        return any(typed) and not all(typed)

    def show_used(self, sims_used: int) -> None:
        """What our own records say."""
        self._sims_used = sims_used
        self._weigh()

    def take_focus(self) -> None:
        """Give the keys to the first number that is missing."""
        fields = list(self._fields.values())
        first = next((each for each in fields if not each.edit.text()), fields[0])
        first.edit.setFocus()

    def clear(self) -> None:
        for field in self._fields.values():
            field.edit.clear()

    def _weigh(self) -> None:
        words, tone = balance_of(self.count, self._sims_used, is_part=self.is_part)
        self._balance.show_words(say(words), tone)

    def _go_on(self) -> None:
        fields = list(self._fields.values())
        place = next(place for place, each in enumerate(fields) if each.edit is self.sender())
        if place + 1 < len(fields):
            fields[place + 1].edit.setFocus()
        else:
            self.entered.emit()


def _field(name: str) -> Field:
    field = Field(GuardedLineEdit(f"sims{name.capitalize()}", longest=_DIGITS, digits_only=True))
    field.show_label(text(f"day.{name}"))
    refuse_identity(field)
    field.edit.too_long.connect(lambda: field.refuse(text("day.too_long", limit=_DIGITS)))
    return field
