"""A violation, put together of four lists: what, by whom, what was done, and when."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from pos_client.application.inspection_commands import AddViolation
from ui.i18n import say, text
from ui.presenters.inspection import ViolationLists
from ui.presenters.keys import Key
from ui.theme.tokens import space
from ui.widgets.buttons import OfferButton
from ui.widgets.frames import column
from ui.widgets.words import Words

__all__ = ["ViolationChoice", "in_two_columns"]

_SHOWN = 8
_QUESTIONS = ("which_kind", "which_clerk", "which_measure", "which_day")


class ViolationChoice(QWidget):
    """Digits choose, PgDn and PgUp turn a longer list, Esc takes the last choice back."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._lists = ViolationLists()
        self._picked: list[int] | None = None
        self._first = 0
        self._question = Words("violationQuestion", "strong", wraps=True)
        self._buttons = [OfferButton(f"violation-{place + 1}") for place in range(_SHOWN)]
        stack = column(self, gap=2)
        stack.addWidget(self._question)
        stack.addLayout(in_two_columns(self._buttons))
        for place, button in enumerate(self._buttons, 1):
            button.clicked.connect(lambda _=False, key=str(place): self.press(key))

    @property
    def is_open(self) -> bool:
        return self._picked is not None

    def offer(self, lists: ViolationLists) -> None:
        self._lists = lists

    def begin(self) -> None:
        self._picked, self._first = [], 0
        self._draw()

    def give_up(self) -> None:
        self._picked = None

    def press(self, key: object) -> None:
        """One key of the page, while something is being chosen."""
        if self._picked is None:
            return
        names = self._names()
        if key is Key.BACK:
            self._picked, self._first = (self._picked[:-1] if self._picked else None), 0
        elif key == "PageDown" and self._first + _SHOWN < len(names):
            self._first += _SHOWN
        elif key == "PageUp":
            self._first = max(0, self._first - _SHOWN)
        elif isinstance(key, str) and key.isdigit():
            place = self._first + int(key) - 1
            if 1 <= int(key) <= _SHOWN and place < len(names):
                self._picked, self._first = [*self._picked, place], 0
        if self._picked is not None and len(self._picked) == len(_QUESTIONS):
            self._finish(self._picked)
        elif self._picked is not None:
            self._draw()

    def _finish(self, picked: list[int]) -> None:
        lists, self._picked = self._lists, None
        kind, clerk, measure, day = picked
        self.chosen.emit(
            AddViolation(
                lists.kinds[kind][1],
                lists.clerks[clerk],
                lists.measures[measure][1],
                lists.days[day],
            )
        )

    def _names(self) -> list[str]:
        lists = self._lists
        every = (
            [say(words) for words, _ in lists.kinds],
            list(lists.clerks),
            [say(words) for words, _ in lists.measures],
            [day.isoformat() for day in lists.days],
        )
        return every[len(self._picked or ())]

    def _draw(self) -> None:
        names = self._names()
        shown = names[self._first : self._first + _SHOWN]
        question = text(f"inspection.{_QUESTIONS[len(self._picked or ())]}")
        more = "PgDn" if self._first + _SHOWN < len(names) else ""
        self._question.show_words(f"{question} {more}".rstrip())
        for place, button in enumerate(self._buttons):
            button.setVisible(place < len(shown))
            if place < len(shown):
                button.show_offer(shown[place], str(place + 1), shown[place], is_chosen=False)
                button.setAccessibleDescription(str(place + 1))


def in_two_columns(buttons: Sequence[OfferButton]) -> QGridLayout:
    """So that eight answers have room on a page that is not high."""
    grid = QGridLayout()
    grid.setSpacing(space(2))
    for place, button in enumerate(buttons):
        grid.addWidget(button, *divmod(place, 2))
    for column_ in (0, 1):
        grid.setColumnStretch(column_, 1)
    return grid
