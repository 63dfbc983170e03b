"""自查: the list at the left, one question at the right, keys below; only a note is typed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_client.application.inspection_commands import (
    DropViolation,
    KeepNote,
    LeaveInspection,
    LookAt,
    MakeReport,
    ShowReport,
)
from pos_client.domain.inspection import LONGEST_NOTE
from ui.i18n import say, text
from ui.presenters.inspection import InspectionScreen
from ui.presenters.keys import Key
from ui.theme.tokens import space
from ui.views.log_in import refuse_identity
from ui.views.violation import ViolationChoice, in_two_columns
from ui.widgets.buttons import KeyButton, OfferButton
from ui.widgets.frames import Card, column, in_the_middle
from ui.widgets.line_edit import Field, GuardedLineEdit
from ui.widgets.words import ElidedWords, Words

__all__ = ["InspectionView"]

_LARGEST = (1400, 860)
_LINES, _CHOICES, _VIOLATIONS = 13, 8, 6
_ADD, _DROP, _EARLIER, _LATER = "F9", Key.REFUSE, "PageUp", "PageDown"


class InspectionView(QWidget):
    """Digits answer, PgUp and PgDn turn, Enter goes on and at the end makes the report."""

    commanded = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("inspectionPage")
        self._screen: InspectionScreen | None = None
        self._headline = Words("headline", "title", wraps=True)
        self._subline = Words("subline", "quiet", wraps=True)
        self._lines = [ElidedWords(f"inspectionLine-{place}") for place in range(_LINES)]
        self._question = Words("inspectionQuestion", "large", wraps=True)
        self._details = Words("inspectionKnown", "quiet", wraps=True)
        self._choices = [OfferButton(f"inspectionChoice-{place + 1}") for place in range(_CHOICES)]
        self._answers = in_two_columns(self._choices)
        self._violations = Words("inspectionViolations", wraps=True)
        self._violation = ViolationChoice()
        self._note = Field(GuardedLineEdit("inspectionNote", longest=LONGEST_NOTE))
        self._signer = Field(GuardedLineEdit("inspectionSigner", longest=32))
        for field, key in ((self._note, "note"), (self._signer, "signer")):
            field.edit.is_deaf_to_scanners = True
            field.show_label(text(f"inspection.{key}"))
            refuse_identity(field)
        self._back = KeyButton("inspectionBack", height=48)
        self._earlier, self._later = (
            KeyButton("inspectionEarlier", height=48),
            KeyButton("inspectionLater", height=48),
        )
        self._last = KeyButton("lastReport", height=48)
        self._add = KeyButton("inspectionAdd", height=48)
        self._drop = KeyButton("inspectionDrop", height=48)
        self._go_on = KeyButton("primaryAction", "primary", height=48)
        self._assemble()
        self._connect()

    def _assemble(self) -> None:
        places = Card("inspectionList", margin=5)
        for line in self._lines:
            places.column.addWidget(line)
        places.column.addStretch()
        asked = Card("inspectionAsked", margin=5)
        asked.column.setSpacing(space(2))
        for part in (self._question, self._details):
            asked.column.addWidget(part)
        asked.column.addLayout(self._answers)
        for beneath in (self._violations, self._violation):
            asked.column.addWidget(beneath)
        asked.column.addWidget(self._note)
        asked.column.addWidget(self._signer)
        asked.column.addStretch()
        row = QHBoxLayout()
        row.setSpacing(space(4))
        row.addWidget(places, 1)
        row.addWidget(asked, 1)
        self._places, self._asked = places, asked
        keys = QHBoxLayout()
        keys.setSpacing(space(2))
        for button in (
            *(self._back, self._last, self._earlier, self._later, self._drop, self._add),
        ):
            keys.addWidget(button)
        keys.addWidget(self._go_on, 1)
        box = QWidget()
        box.setMaximumSize(*_LARGEST)
        inside = column(box, gap=3)
        inside.setContentsMargins(space(6), space(4), space(6), space(4))
        inside.addWidget(self._headline)
        inside.addWidget(self._subline)
        inside.addLayout(row, 1)
        inside.addLayout(keys)
        in_the_middle(self, box)

    def _connect(self) -> None:
        keys: dict[KeyButton | OfferButton, object] = {
            self._back: Key.BACK,
            self._last: Key.PRINT,
            self._earlier: _EARLIER,
            self._later: _LATER,
            self._drop: _DROP,
            self._add: _ADD,
            self._go_on: Key.GO_ON,
        }
        keys |= {button: str(place) for place, button in enumerate(self._choices, 1)}
        for button, key in keys.items():
            button.clicked.connect(lambda _=False, key=key: self.press(key))
        self._violation.chosen.connect(self._record)
        self._note.edit.returnPressed.connect(self._enter_note)
        self._signer.edit.returnPressed.connect(lambda: self.press(Key.GO_ON))

    def render_screen(self, screen: InspectionScreen) -> None:
        before, self._screen = self._screen, screen
        if screen == before:
            return
        self._headline.show_words(say(screen.headline))
        self._subline.show_words(say(screen.subline))
        for place, line in enumerate(self._lines):
            line.setVisible(place < len(screen.lines))
            if place < len(screen.lines):
                shown = screen.lines[place]
                mark = "▸ " if shown.is_here else "   "
                line.show_words(mark + say(shown.words), shown.tone)
        is_asking = screen.question is not None
        self._places.setVisible(is_asking)
        self._asked.setVisible(is_asking)
        if screen.question is not None:
            self._question.show_words(say(screen.question))
        self._details.setVisible(bool(screen.details))
        self._details.show_words("\n".join(say(each) for each in screen.details))
        is_new = before is None or before.month != screen.month
        if is_new or not screen.is_last or not screen.may_sign:
            self._violation.give_up()
        self._show_last_page(screen, is_new=is_new)
        self._show_choices(screen)
        self._show_actions(screen)
        if is_asking and (before is None or before.is_last is not screen.is_last):
            self.take_focus()

    def _show_last_page(self, screen: InspectionScreen, *, is_new: bool) -> None:
        is_building = self._violation.is_open
        may_write = screen.is_last and screen.may_sign and not is_building
        self._violation.offer(screen.lists)
        self._violation.setVisible(is_building)
        self._violations.setVisible(screen.is_last and not is_building)
        recorded = [say(each) for each in screen.violations[-_VIOLATIONS:]]
        self._violations.show_words(
            "\n".join([text("inspection.violations"), *recorded])
            if recorded
            else text("inspection.no_violation")
        )
        self._note.setVisible(may_write)
        self._signer.setVisible(may_write)
        if is_new:
            self._note.edit.setText(screen.note)
            self._signer.edit.setText(screen.signer)

    def _show_choices(self, screen: InspectionScreen) -> None:
        for place, button in enumerate(self._choices):
            button.setVisible(place < len(screen.choices))
            if place < len(screen.choices):
                choice = screen.choices[place]
                words = say(choice.label)
                key = str(place + 1)
                button.show_offer(words, key, words, is_chosen=choice.is_chosen)
                button.setAccessibleDescription(key)
                button.setEnabled(screen.may_sign)

    def _show_actions(self, screen: InspectionScreen) -> None:
        is_asking = screen.question is not None
        on_last = is_asking and screen.is_last and screen.may_sign
        self._back.show_face(text("inspection.back"), Key.BACK)
        self._last.setVisible(screen.has_report)
        self._last.show_face(text("inspection.last_report"), Key.PRINT)
        self._earlier.setVisible(is_asking)
        self._later.setVisible(is_asking and not screen.is_last)
        self._earlier.show_face(
            text("inspection.earlier"), "PgUp", is_on=screen.earlier is not None
        )
        self._later.show_face(text("inspection.later"), "PgDn", is_on=screen.later is not None)
        self._drop.setVisible(on_last and bool(screen.violations))
        self._drop.show_face(text("inspection.drop"), _DROP)
        self._add.setVisible(on_last)
        self._add.show_face(text("inspection.add"), _ADD)
        self._go_on.setVisible(is_asking)
        if screen.is_last:
            is_on = on_last and not self._violation.is_open
            self._go_on.show_face(text("inspection.make"), Key.GO_ON, is_on=is_on)
        else:
            self._go_on.show_face(text("inspection.later"), Key.GO_ON)

    def press(self, key: object) -> None:
        screen = self._screen
        if screen is None:
            return
        if self._violation.is_open:
            self._violation.press(key)
            self._leave_violation(screen)
            return
        turned = self._turned(key, screen)
        if key is Key.BACK:
            self._keep_note()
            self.commanded.emit(LeaveInspection())
        elif key is Key.PRINT and screen.has_report:
            self.commanded.emit(ShowReport())
        elif turned is not None:
            self.commanded.emit(turned)
        elif screen.is_last and screen.may_sign:
            self._press_on_last(key)
        elif isinstance(key, str) and key.isdigit() and screen.may_sign:
            place = int(key) - 1
            if 0 <= place < len(screen.choices):
                self.commanded.emit(screen.choices[place].command)

    @staticmethod
    def _turned(key: object, screen: InspectionScreen) -> LookAt | None:
        if key == _EARLIER:
            return screen.earlier
        return screen.later if key in (_LATER, Key.GO_ON) else None

    def _press_on_last(self, key: object) -> None:
        screen = self._screen
        if screen is None:
            return
        if key == _ADD:
            self._violation.begin()
            self._redraw(screen)
        elif key is _DROP and screen.violations:
            self.commanded.emit(DropViolation())
        elif key is Key.GO_ON:
            signer = self._signer.edit.text().strip()
            if not signer:
                self._signer.refuse(text("inspection.signer_missing"))
                self._signer.edit.setFocus()
                return
            self._keep_note()
            self.commanded.emit(MakeReport(signer))

    def _leave_violation(self, screen: InspectionScreen) -> None:
        if not self._violation.is_open:
            self._redraw(screen)

    def _record(self, command: object) -> None:
        self.commanded.emit(command)
        if self._screen is not None:
            self._redraw(self._screen)

    def _redraw(self, screen: InspectionScreen) -> None:
        self._show_last_page(screen, is_new=False)
        self._show_actions(screen)
        self.take_focus()

    def _enter_note(self) -> None:
        self._keep_note()
        self._signer.edit.setFocus()

    def _keep_note(self) -> None:
        screen, note = self._screen, self._note.edit.text().strip()
        if screen is not None and screen.is_last and note != screen.note:
            self.commanded.emit(KeepNote(note))

    def take_focus(self) -> None:
        if self._note.isVisibleTo(self):
            self._note.edit.setFocus()
        else:
            self.setFocus()

    def leave(self) -> None:
        """Another page comes."""
        self._violation.give_up()
        self._screen = None
