"""Choosing number and offer: digits and F-keys choose, a slash searches."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout

from pos_client.application.commands import FindNumbers
from ui.i18n import say, text
from ui.presenters.case import NumberChoice
from ui.theme.tokens import space
from ui.views.log_in import refuse_identity
from ui.widgets.buttons import OfferButton
from ui.widgets.frames import Card
from ui.widgets.line_edit import Field, GuardedLineEdit
from ui.widgets.words import Words

__all__ = ["ChoiceView"]

LONGEST_SEARCH = 8
_OFFERED = 8
_COLUMNS = 4
_MOST_OFFERS = 4


class ChoiceView(Card):
    """At most eight numbers, and a field that finds others by their digits."""

    commanded = Signal(object)

    def __init__(self) -> None:
        super().__init__("numberChoice", margin=3)
        self._choice: NumberChoice | None = None
        edit = GuardedLineEdit("numberSearch", longest=LONGEST_SEARCH, digits_only=True)
        edit.setPlaceholderText(text("case.search_placeholder"))
        self._search = Field(edit, is_in_line=True)
        self._search.show_label(text("case.search_label"))
        refuse_identity(self._search)
        edit.too_long.connect(
            lambda: self._search.refuse(text("log_in.too_long", limit=LONGEST_SEARCH))
        )
        edit.returnPressed.connect(self._find)
        self._note = Words("numberNote", "quiet")
        self._summary = Words("offerSummary", "small", wraps=True)
        self._numbers = [self._number(place) for place in range(_OFFERED)]
        self._offers = [self._offer(place) for place in range(_MOST_OFFERS)]
        grid = QGridLayout()
        grid.setSpacing(space(2))
        for place, number in enumerate(self._numbers):
            grid.addWidget(number, place // _COLUMNS, place % _COLUMNS)
        offers = QHBoxLayout()
        offers.setSpacing(space(2))
        for offer in self._offers:
            offers.addWidget(offer, 1)
        edit.setFixedWidth(260)
        self.column.setSpacing(space(2))
        self.column.addWidget(self._search)
        self.column.addLayout(grid)
        self.column.addWidget(self._note)
        self.column.addLayout(offers)
        self.column.addWidget(self._summary)

    def _offer(self, place: int) -> OfferButton:
        button = OfferButton(f"offer-{place}")
        button.clicked.connect(lambda: self._choose_offer(place))
        return button

    def _number(self, place: int) -> OfferButton:
        button = OfferButton(f"numberOffer-{place}")
        button.clicked.connect(lambda: self.choose(place))
        return button

    def render_screen(self, choice: NumberChoice) -> None:
        """The search field is left as it is: somebody may be typing."""
        if choice == self._choice:
            return
        self._choice = choice
        for place, button in enumerate(self._numbers):
            button.setVisible(place < len(choice.numbers))
            if place < len(choice.numbers):
                number = choice.numbers[place]
                spoken = text("case.number_key", key=number.key, number=number.number)
                button.show_offer(number.number, number.key, spoken, is_chosen=number.is_chosen)
        for place, button in enumerate(self._offers):
            button.setVisible(place < len(choice.offers))
            if place < len(choice.offers):
                offer, price = choice.offers[place], say(choice.offers[place].price)
                spoken = text("steps.offer_spoken", key=offer.key, name=offer.name, price=price)
                button.show_offer(offer.name, offer.key, spoken, is_chosen=offer.is_chosen)
                button.setAccessibleDescription(offer.summary)
        chosen = [offer for offer in choice.offers if offer.is_chosen]
        told = (f"{say(offer.price)} · {offer.summary}" for offer in chosen)
        self._summary.show_words("".join(told))
        self._note.setVisible(choice.note is not None)
        self._note.show_words(say(choice.note) if choice.note else "")

    def choose(self, place: int) -> None:
        """Mark the number in this place; the picture changes when the counter says so."""
        choice = self._choice
        if choice is None or place >= len(choice.numbers):
            return
        # A click has already turned the button; it is the counter that marks a number.
        for button, number in zip(self._numbers, choice.numbers, strict=False):
            button.setChecked(number.is_chosen)
        if choice.is_open:
            self.commanded.emit(choice.numbers[place].command)

    def press(self, key: str) -> None:
        """An F-key marks an offer."""
        for place, offer in enumerate(self._choice.offers if self._choice else ()):
            if offer.key == key:
                self._choose_offer(place)

    def _choose_offer(self, place: int) -> None:
        choice = self._choice
        if choice is None or place >= len(choice.offers):
            return
        for button, offer in zip(self._offers, choice.offers, strict=False):
            button.setChecked(offer.is_chosen)
        if choice.is_open:
            self.commanded.emit(choice.offers[place].command)

    def search(self) -> None:
        self._search.edit.setFocus()
        self._search.edit.selectAll()

    def forget(self) -> None:
        """The next customer begins without the last one's search."""
        self._search.edit.clear()
        self._choice = None

    @Slot()
    def _find(self) -> None:
        if self._choice is not None and self._choice.is_open:
            self.commanded.emit(FindNumbers(self._search.edit.text()))
        self._search.edit.clearFocus()
