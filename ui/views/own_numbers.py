"""The customer's own numbers: a digit marks the one that is not theirs."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QGridLayout

from pos_client.application.commands import ConfirmStep, CounterCommand
from pos_client.application.subject_commands import CloseOwnNumbers, DisputeNumber
from pos_client.domain.flow import Step
from ui.i18n import say, text
from ui.presenters.own_numbers import OwnNumberLine, OwnNumbersPanel
from ui.theme.tokens import space
from ui.views.customer_screen import CustomerScreen, screen_of_customer
from ui.widgets.buttons import KeyButton, OfferButton
from ui.widgets.frames import Card, column
from ui.widgets.words import Words

__all__ = ["OwnNumbersView"]

_PAGE, _COLUMNS = 9, 3
_NEXT_PAGE, _PREVIOUS_PAGE = "PageDown", "PageUp"


class OwnNumbersView(Card):
    """Where the customer has a screen of their own, this one shows places and no number."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__("ownNumbersPanel", margin=5)
        self._panel: OwnNumbersPanel | None = None
        self._marked = ""
        self._page = 0
        self._theirs: CustomerScreen | None = None
        self._told = Words("ownNumbersTold", wraps=True)
        self._more = KeyButton("moreOwnNumbers")
        self._more.clicked.connect(lambda: self._turn(1))
        self._buttons = [self._button(place) for place in range(_PAGE)]
        self._notes = [Words(f"ownNumberNote-{place}", "small") for place in range(_PAGE)]
        grid = QGridLayout()
        grid.setSpacing(space(3))
        for place, parts in enumerate(zip(self._buttons, self._notes, strict=True)):
            together = column(gap=1)
            for part in parts:
                together.addWidget(part)
            grid.addLayout(together, *divmod(place, _COLUMNS))
        self.column.setSpacing(space(3))
        self.column.addWidget(self._told)
        self.column.addLayout(grid)
        self.column.addWidget(self._more)
        self.column.addStretch()

    def _button(self, place: int) -> OfferButton:
        button = OfferButton(f"ownNumber-{place}")
        button.clicked.connect(lambda: self._mark(place))
        return button

    def render_screen(self, panel: OwnNumbersPanel) -> None:
        if panel == self._panel:
            return
        self._panel = panel
        if panel.lines is None:
            self._close()
        elif panel.lines and self._theirs is None:
            screen = screen_of_customer(self.window())
            self._theirs = CustomerScreen(screen) if screen is not None else None
        self._show()
        self.changed.emit()

    def press(self, key: str) -> None:
        """A digit marks the line of this place; the same one again takes the mark away."""
        if key in (_NEXT_PAGE, _PREVIOUS_PAGE):
            self._turn(1 if key == _NEXT_PAGE else -1)
        elif key.isascii() and key.isdigit() and key != "0":
            self._mark(int(key) - 1)

    def missing(self) -> str:
        panel = self._panel
        is_choosing = panel is not None and bool(panel.lines)
        return text("own_numbers.to_mark") if is_choosing and not self._marked else ""

    def command(self) -> CounterCommand | None:
        panel = self._panel
        if panel is None or panel.is_asking or self.missing():
            return None
        if panel.lines is None:
            return ConfirmStep(Step.OWN_NUMBERS.value)
        return DisputeNumber(self._marked) if panel.lines else CloseOwnNumbers()

    def forget(self) -> None:
        """Whoever comes next sees nothing of it, here or on the other screen."""
        self._panel, self._marked, self._page = None, "", 0
        self._close()
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.forget()

    @property
    def _lines(self) -> tuple[OwnNumberLine, ...]:
        """Those of the page that is shown."""
        lines = self._panel.lines if self._panel is not None else None
        return (lines or ())[self._page * _PAGE : (self._page + 1) * _PAGE]

    @property
    def _nothing_shown(self) -> str:
        """Why there is no line: nobody looks yet, or there is none."""
        is_before = self._panel is None or self._panel.lines is None
        return "before" if is_before else "missed"

    def _mark(self, place: int) -> None:
        lines = self._lines
        if place < len(lines) and lines[place].may_be_disputed:
            chosen = lines[place].reference
            self._marked = "" if chosen == self._marked else chosen
        self._show()
        self.changed.emit()

    def _turn(self, by: int) -> None:
        lines = self._panel.lines if self._panel is not None else None
        if lines:
            self._page = (self._page + by) % -(-len(lines) // _PAGE)
            self._show()

    def _show(self) -> None:
        lines, is_elsewhere = self._lines, self._theirs is not None
        for place, (button, note) in enumerate(zip(self._buttons, self._notes, strict=True)):
            button.setVisible(place < len(lines))
            note.setVisible(place < len(lines) and not is_elsewhere)
            if place < len(lines):
                self._show_line(place, lines[place])
            else:
                button.show_offer("", "", "", is_chosen=False)
                note.show_words("")
        told = "elsewhere" if is_elsewhere else "" if lines else self._nothing_shown
        self._told.setVisible(bool(told))
        self._told.show_words(text(f"own_numbers.{told}") if told else "")
        count = len(self._panel.lines or ()) if self._panel is not None else 0
        pages = -(-count // _PAGE)
        self._more.setVisible(pages > 1)
        self._more.show_face(
            text("own_numbers.more", page=self._page + 1, pages=max(1, pages)), "PgDn"
        )
        if self._theirs is not None:
            self._theirs.show_lines(lines, self._marked)

    def _show_line(self, place: int, line: OwnNumberLine) -> None:
        is_marked = line.reference == self._marked
        words = text("own_numbers.place", place=line.place)
        shown = words if self._theirs is not None else line.number
        note = text("own_numbers.marked") if is_marked else say(line.note)
        spoken = text("own_numbers.spoken", place=line.place, number=shown, note=note)
        button = self._buttons[place]
        button.show_offer(shown, str(place + 1), spoken, is_chosen=is_marked)
        button.setEnabled(line.may_be_disputed)
        self._notes[place].show_words(note)

    def _close(self) -> None:
        theirs, self._theirs = self._theirs, None
        if theirs is not None:
            theirs.close()
            theirs.deleteLater()
