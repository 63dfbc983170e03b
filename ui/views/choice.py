"""Choosing number and offer: digits and F-keys choose, a slash searches, PgDn shows more offers."""

from __future__ import annotations

from itertools import zip_longest

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout

from pos_client.application.commands import FindNumbers
from ui.i18n import say, text
from ui.presenters.case import NumberChoice
from ui.presenters.panels import OFFER_KEYS, OfferLine
from ui.theme.tokens import space
from ui.views.log_in import refuse_identity
from ui.widgets.buttons import KeyButton, OfferButton
from ui.widgets.frames import Card
from ui.widgets.line_edit import Field, GuardedLineEdit
from ui.widgets.words import Words

__all__ = ["ChoiceView"]

LONGEST_SEARCH = 8
_OFFERED = 8
_COLUMNS = 4
_NEXT_PAGE, _PREVIOUS_PAGE = "PageDown", "PageUp"


class ChoiceView(Card):
    """At most eight numbers, and a field that finds others by their digits."""

    commanded = Signal(object)

    def __init__(self) -> None:
        super().__init__("numberChoice", margin=2)
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
        self._offers = [self._offer(place) for place in range(len(OFFER_KEYS))]
        self._page = 0
        self._more = KeyButton("moreOffers")
        self._more.clicked.connect(lambda: self._turn(1))
        grid = QGridLayout()
        grid.setSpacing(space(2))
        for place, number in enumerate(self._numbers):
            grid.addWidget(number, place // _COLUMNS, place % _COLUMNS)
        offers = QHBoxLayout()
        offers.setSpacing(space(2))
        for offer in self._offers:
            offers.addWidget(offer, 1)
        offers.addWidget(self._more)
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
        before, self._choice = self._choice, choice
        self._search.setVisible(choice.has_numbers)
        for place, button in enumerate(self._numbers):
            button.setVisible(place < len(choice.numbers))
            if place < len(choice.numbers):
                number = choice.numbers[place]
                spoken = text("case.number_key", key=number.key, number=number.number)
                button.show_offer(number.number, number.key, spoken, is_chosen=number.is_chosen)
        chosen = [place for place, offer in enumerate(choice.offers) if offer.is_chosen]
        if before is None or chosen != [
            place for place, offer in enumerate(before.offers) if offer.is_chosen
        ]:
            self._page = chosen[0] // len(OFFER_KEYS) if chosen else 0
        self._show_offers(choice.offers)
        told = (
            f"{say(choice.offers[place].price)} · {choice.offers[place].summary}"
            for place in chosen
        )
        self._summary.show_words("".join(told))
        self._note.setVisible(choice.note is not None)
        self._note.show_words(say(choice.note) if choice.note else "")

    def _show_offers(self, offers: tuple[OfferLine, ...]) -> None:
        """As many as have a key; the others are a page away."""
        pages = -(-len(offers) // len(OFFER_KEYS))
        shown = self._shown_offers(offers)
        for button, offer in zip_longest(self._offers, shown):
            button.setVisible(offer is not None)
            if offer is not None:
                spoken = text(
                    "steps.offer_spoken", key=offer.key, name=offer.name, price=say(offer.price)
                )
                button.show_offer(offer.name, offer.key, spoken, is_chosen=offer.is_chosen)
                button.setAccessibleDescription(offer.summary)
        self._more.setVisible(pages > 1)
        self._more.show_face(text("steps.more_offers", page=self._page + 1, pages=pages), "PgDn")

    def _shown_offers(self, offers: tuple[OfferLine, ...]) -> tuple[OfferLine, ...]:
        first = self._page * len(OFFER_KEYS)
        return offers[first : first + len(OFFER_KEYS)]

    def _turn(self, by: int) -> None:
        """Show other offers; what is chosen stays chosen."""
        offers = self._choice.offers if self._choice is not None else ()
        if offers:
            self._page = (self._page + by) % -(-len(offers) // len(OFFER_KEYS))
            self._show_offers(offers)

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
        """An F-key marks one of the offers shown."""
        if key in (_NEXT_PAGE, _PREVIOUS_PAGE):
            self._turn(1 if key == _NEXT_PAGE else -1)
        elif key in OFFER_KEYS:
            self._choose_offer(OFFER_KEYS.index(key))

    def _choose_offer(self, place: int) -> None:
        choice = self._choice
        shown = self._shown_offers(choice.offers) if choice is not None else ()
        if choice is None or place >= len(shown):
            return
        for button, offer in zip(self._offers, shown, strict=False):
            button.setChecked(offer.is_chosen)
        if choice.is_open:
            self.commanded.emit(shown[place].command)

    def search(self) -> None:
        if self._choice is None or not self._choice.has_numbers:
            return
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
