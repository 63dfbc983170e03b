"""交接班与日结: what the shift and the day have brought, and the way to a sheet."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from pos_client.application.day_commands import LeaveDay, MakeSheet, ShowSheet
from pos_client.domain.day_sheet import SheetKind
from ui.i18n import say, text
from ui.presenters.day import DayScreen
from ui.presenters.keys import Key
from ui.theme.tokens import space
from ui.views.log_in import refuse_identity
from ui.views.sim_count import SimCountView
from ui.widgets.buttons import KeyButton
from ui.widgets.frames import Card, FigureLine, column, in_the_middle, rule
from ui.widgets.line_edit import Field, GuardedLineEdit
from ui.widgets.words import Words

__all__ = ["DayView"]

_LARGEST = (1280, 860)
_DAY_END, _STOCK, _EARLIER, _LATER = "F9", "F10", "PageUp", "PageDown"


class DayView(QWidget):
    """Figures at the left, the count and who takes over at the right; keys below."""

    commanded = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("dayPage")
        self._screen: DayScreen | None = None
        self._headline = Words("headline", "title", wraps=True)
        self._subline = Words("subline", "quiet", wraps=True)
        self._grid = QGridLayout()
        self._rows: dict[str, tuple[Words, Words, Words]] = {}
        self._open = [FigureLine(f"open-{place}") for place in range(4)]
        self._clerks = Words("dayClerks", wraps=True)
        self._count = SimCountView()
        self._taking = Field(GuardedLineEdit("takingClerk", longest=32))
        self._taking.edit.is_deaf_to_scanners = True
        self._taking.show_label(text("day.taking_clerk"))
        refuse_identity(self._taking)
        self._looks_only = Words("looksOnly", "strong", wraps=True)
        self._looks_only.show_words(text("day.looks_only"))
        self._back = KeyButton("dayBack", height=48)
        self._earlier, self._later = (
            KeyButton("dayEarlier"),
            KeyButton("dayLater"),
        )
        self._last = KeyButton("lastSheet", height=48)
        self._stock = KeyButton("dayStock", height=48)
        self._counted = Words("stockCounted", wraps=True)
        self._day_end = KeyButton("dayEnd", height=48)
        self._hand_over = KeyButton("primaryAction", "primary", height=48)
        self._assemble()
        self._connect()

    def _assemble(self) -> None:
        self._grid.setHorizontalSpacing(space(4))
        self._grid.setVerticalSpacing(space(1))
        self._grid.setColumnStretch(0, 1)
        for place, name in enumerate(("day.this_shift", "day.this_day"), 1):
            head = Words(role="small")
            head.show_words(text(name))
            self._grid.addWidget(head, 0, place, Qt.AlignmentFlag.AlignRight)
        figures = Card("dayFigures", margin=5)
        figures.column.addLayout(self._grid)
        still = Words(role="small")
        still.show_words(text("day.open_work"))
        figures.column.addSpacing(space(2))
        figures.column.addWidget(rule())
        figures.column.addWidget(still)
        for line in self._open:
            figures.column.addWidget(line)
        figures.column.addStretch()
        row = QHBoxLayout()
        row.setSpacing(space(4))
        row.addWidget(figures, 5)
        row.addLayout(self._right(), 6)
        box = QWidget()
        box.setMaximumSize(*_LARGEST)
        inside = column(box, gap=3)
        inside.setContentsMargins(space(6), space(4), space(6), space(4))
        upper = QHBoxLayout()
        upper.setSpacing(space(2))
        upper.addWidget(self._headline, 1)
        upper.addWidget(self._earlier)
        upper.addWidget(self._later)
        inside.addLayout(upper)
        inside.addWidget(self._subline)
        inside.addLayout(row, 1)
        inside.addLayout(self._actions())
        in_the_middle(self, box)

    def _right(self) -> QHBoxLayout:
        right = column(gap=3)
        self._card = Card("dayCount", margin=5)
        self._card.column.setSpacing(space(3))
        self._card.column.addWidget(self._counted)
        self._card.column.addWidget(self._count)
        self._card.column.addWidget(self._taking)
        clerks = Card("dayByClerk", margin=5)
        by_clerk = Words(role="small")
        by_clerk.show_words(text("day.by_clerk"))
        clerks.column.addWidget(by_clerk)
        clerks.column.addWidget(self._clerks)
        right.addWidget(self._card)
        right.addWidget(self._looks_only)
        right.addWidget(clerks)
        right.addStretch()
        around = QHBoxLayout()
        around.addLayout(right)
        return around

    def _actions(self) -> QHBoxLayout:
        actions = QHBoxLayout()
        actions.setSpacing(space(2))
        for button in (self._back, self._last, self._stock, self._day_end):
            actions.addWidget(button)
        actions.addWidget(self._hand_over, 1)
        return actions

    def _connect(self) -> None:
        for button, key in (
            (self._back, Key.BACK),
            (self._earlier, _EARLIER),
            (self._later, _LATER),
            (self._last, Key.PRINT),
            (self._stock, _STOCK),
            (self._day_end, _DAY_END),
            (self._hand_over, Key.GO_ON),
        ):
            button.clicked.connect(lambda _=False, key=key: self.press(key))
        self._count.entered.connect(self._taking.edit.setFocus)
        self._taking.edit.returnPressed.connect(lambda: self.press(Key.GO_ON))

    def render_screen(self, screen: DayScreen) -> None:
        before, self._screen = self._screen, screen
        if screen == before:
            return
        if before is not None and before.shift != screen.shift:
            self._count.clear()
            self._taking.edit.clear()
        self._headline.show_words(say(screen.headline))
        self._subline.show_words(say(screen.subline))
        for figure in screen.figures:
            if figure.name not in self._rows:
                self._add_row(figure.name)
            label, shift, day = self._rows[figure.name]
            label.show_words(say(figure.label))
            shift.show_words(figure.shift)
            day.show_words(figure.day)
        for line, (label_, figure_) in zip(self._open, screen.open_work, strict=True):
            line.show_figure(say(label_), figure_)
        self._clerks.show_words("\n".join(say(each) for each in screen.clerks))
        self._count.show_used(screen.sims_used)
        self._counted.setVisible(screen.counted is not None)
        if screen.counted is not None:
            self._counted.show_words(say(screen.counted), screen.counted_tone)
        self._card.setVisible(screen.may_sign)
        self._looks_only.setVisible(not screen.may_sign)
        self._show_actions(screen)

    def _show_actions(self, screen: DayScreen) -> None:
        self._back.show_face(text("day.back"), Key.BACK)
        self._earlier.show_face(text("day.earlier"), "PgUp")
        self._later.show_face(text("day.later"), "PgDn", is_on=screen.later is not None)
        self._last.show_face(text("day.last_sheet"), Key.PRINT, is_on=screen.has_sheet)
        self._stock.setVisible(screen.stock is not None)
        self._stock.show_face(text("stock.open"), _STOCK)
        self._day_end.show_face(text("day.end_day"), _DAY_END, is_on=screen.may_sign)
        self._hand_over.show_face(text("day.hand_over"), Key.GO_ON, is_on=screen.may_sign)

    def press(self, key: object) -> None:
        screen = self._screen
        if screen is None:
            return
        if key is Key.BACK:
            self.commanded.emit(LeaveDay())
        elif key == _EARLIER:
            self.commanded.emit(screen.earlier)
        elif key == _LATER and screen.later is not None:
            self.commanded.emit(screen.later)
        elif key == _STOCK and screen.stock is not None:
            self.commanded.emit(screen.stock)
        elif key is Key.PRINT and screen.has_sheet:
            self.commanded.emit(ShowSheet())
        elif key in (Key.GO_ON, _DAY_END) and screen.may_sign:
            self._make(SheetKind.HAND_OVER if key is Key.GO_ON else SheetKind.DAY_END)

    def _make(self, kind: SheetKind) -> None:
        taking_clerk = self._taking.edit.text().strip()
        if self._count.is_part:
            self._count.take_focus()
        elif not taking_clerk:
            self._taking.refuse(text("day.taking_missing"))
            self._taking.edit.setFocus()
        else:
            self.commanded.emit(MakeSheet(kind, taking_clerk, self._count.count))

    def take_focus(self) -> None:
        if self._screen is not None and self._screen.may_sign:
            self._count.take_focus()
        else:
            self.setFocus()

    def _add_row(self, name: str) -> None:
        place = len(self._rows) + 1
        row = (Words(wraps=True), Words(f"shift-{name}", "strong"), Words(f"day-{name}", "strong"))
        self._rows[name] = row
        self._grid.addWidget(row[0], place, 0)
        for column_, words in enumerate(row[1:], 1):
            self._grid.addWidget(words, place, column_, Qt.AlignmentFlag.AlignRight)
