"""Which unit, and how many numbers for what. A unit's code is no identity of anybody."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout

from pos_client.application.commands import CounterCommand
from pos_client.application.unit_commands import AskForOrder, LookUpUnit
from pos_client.domain.unit import UnitUse
from pos_client.domain.unit_credit_code import NotACreditCode, read_credit_code
from ui.i18n import say, text
from ui.presenters.units import USE_KEYS, UnitPanel
from ui.theme.tokens import Tone, space
from ui.views.log_in import refuse_identity
from ui.widgets.buttons import OfferButton
from ui.widgets.frames import Card
from ui.widgets.line_edit import Field, GuardedLineEdit
from ui.widgets.words import Words

__all__ = ["UnitView"]

_CODE_LETTERS, _COUNT_DIGITS = 24, 3


class UnitView(Card):
    """A field for the code off the licence; then one for the count, and a key for each use."""

    changed = Signal()
    entered = Signal()

    def __init__(self) -> None:
        super().__init__("unitPanel", margin=5)
        self._panel: UnitPanel | None = None
        self._use = UnitUse.STAFF
        self._code = self._field("unitCreditCode", "units.code", _CODE_LETTERS, digits_only=False)
        self._code.edit.setPlaceholderText(text("units.code_placeholder"))
        self._code.edit.is_deaf_to_scanners = True
        self._unit = Words("unitName", "large", wraps=True)
        self._uses = [self._use_button(place) for place in range(len(USE_KEYS))]
        self._profile = Words("unitProfile", "quiet", wraps=True)
        self._count = self._field("unitCount", "units.count", _COUNT_DIGITS, digits_only=True)
        row = QHBoxLayout()
        row.setSpacing(space(3))
        for button in self._uses:
            row.addWidget(button, 1)
        self.column.setSpacing(space(4))
        for part in (self._code, self._unit):
            self.column.addWidget(part)
        self.column.addLayout(row)
        for part in (self._profile, self._count):
            self.column.addWidget(part)
        self._show()

    def _field(self, name: str, label: str, longest: int, *, digits_only: bool) -> Field:
        edit = GuardedLineEdit(name, longest=longest, digits_only=digits_only)
        edit.setFixedWidth(300)
        field = Field(edit)
        field.show_label(text(label))
        refuse_identity(field)
        edit.too_long.connect(lambda: field.refuse(text("log_in.too_long", limit=longest)))
        edit.textChanged.connect(self.changed)
        edit.returnPressed.connect(self._enter)
        return field

    def _use_button(self, place: int) -> OfferButton:
        button = OfferButton(f"unitUse-{place}")
        button.clicked.connect(partial(self.press, USE_KEYS[place]))
        return button

    def render_screen(self, panel: UnitPanel) -> None:
        before, self._panel = self._panel, panel
        for field in (self._code, self._count):
            field.edit.setEnabled(not panel.is_asking)
        if panel == before:
            return
        self._show()
        is_found = panel.unit is not None and (before is None or before.code != panel.code)
        if is_found:
            self._count.edit.clear()
            self._count.edit.setFocus()
        self.changed.emit()

    def press(self, key: str) -> None:
        """F9 to F12 say what for; anything else goes into the field that is asked for."""
        if key in USE_KEYS:
            self._use = tuple(UnitUse)[USE_KEYS.index(key)]
            self._show()
            self.changed.emit()
        elif len(key) == 1 and key.isascii() and key.isalnum():
            edit = self._count.edit if self._is_known else self._code.edit
            edit.setFocus()
            edit.insert(key)

    def missing(self) -> str:
        if self._is_known:
            return "" if self._count.edit.text().strip("0") else text("units.count_missing")
        try:
            read_credit_code(self._code.edit.text())
        except NotACreditCode as refused:
            is_whole = refused.reason not in ("length", "identity")
            return text("units.code_wrong" if is_whole else "units.code_missing")
        return ""

    def command(self) -> CounterCommand | None:
        if self.missing():
            return None
        if self._is_known:
            return AskForOrder(self._use, int(self._count.edit.text()))
        return LookUpUnit(self._code.edit.text())

    def forget(self) -> None:
        self._panel, self._use = None, UnitUse.STAFF
        self._code.edit.clear()
        self._count.edit.clear()
        self._show()

    @property
    def _is_known(self) -> bool:
        return self._panel is not None and self._panel.unit is not None

    def _show(self) -> None:
        panel, is_known = self._panel, self._is_known
        self._code.setVisible(not is_known)
        named = panel.unit if panel is not None else None
        self._unit.show_words(say(named) if named is not None else "", Tone.PLAIN)
        for part in (self._unit, self._profile, self._count, *self._uses):
            part.setVisible(is_known)
        if panel is None or not is_known:
            return
        self._count.show_label(text("units.count", most=panel.may_have))
        for button, line in zip(self._uses, panel.uses, strict=True):
            is_chosen = line.use is self._use
            words = say(line.label)
            button.show_offer(words, line.key, words, is_chosen=is_chosen)
            if is_chosen:
                self._profile.show_words(say(line.profile))

    @Slot()
    def _enter(self) -> None:
        if not self.missing():
            self.entered.emit()
