"""Offer and SIM beside the number: F-keys choose the offer, a scanner reads the SIM."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from ui.i18n import say, text
from ui.presenters.panels import SimPanel
from ui.theme.tokens import space
from ui.widgets.buttons import OfferButton
from ui.widgets.frames import Card
from ui.widgets.words import Words

__all__ = ["SimView"]

_MOST_OFFERS = 4


class SimView(Card):
    """There is no field for an ICCID: it is scanned or read."""

    commanded = Signal(object)

    def __init__(self) -> None:
        super().__init__("simChoice")
        self._panel: SimPanel | None = None
        self._offers = [self._offer(place) for place in range(_MOST_OFFERS)]
        self._summary = Words("offerSummary", "small", wraps=True)
        self._sim = Words("simIccid", "strong")
        self._note = Words("simNote")
        row = QHBoxLayout()
        row.setSpacing(space(2))
        for offer in self._offers:
            row.addWidget(offer, 1)
        sim = QHBoxLayout()
        sim.setSpacing(space(3))
        sim.addWidget(self._sim)
        sim.addWidget(self._note)
        sim.addStretch()
        self.column.setSpacing(space(2))
        self.column.addLayout(row)
        self.column.addWidget(self._summary)
        self.column.addLayout(sim)

    def _offer(self, place: int) -> OfferButton:
        button = OfferButton(f"offer-{place}")
        button.clicked.connect(lambda: self._choose(place))
        return button

    def render_screen(self, panel: SimPanel) -> None:
        if panel == self._panel:
            return
        self._panel = panel
        for place, button in enumerate(self._offers):
            button.setVisible(place < len(panel.offers))
            if place < len(panel.offers):
                offer = panel.offers[place]
                price = say(offer.price)
                spoken = text("steps.offer_spoken", key=offer.key, name=offer.name, price=price)
                button.show_offer(
                    f"{offer.name}  {price}", offer.key, spoken, is_chosen=offer.is_chosen
                )
        chosen = next((offer.summary for offer in panel.offers if offer.is_chosen), "")
        self._summary.show_words(chosen)
        self._sim.show_words(say(panel.sim))
        self._note.show_words(say(panel.note) if panel.note else "", panel.tone)

    def press(self, key: str) -> bool:
        """Whether this key chooses an offer."""
        offers = self._panel.offers if self._panel is not None else ()
        for place, offer in enumerate(offers):
            if offer.key == key:
                self._choose(place)
                return True
        return False

    def forget(self) -> None:
        self._panel = None
        self._sim.show_words("")
        self._note.show_words("")

    def _choose(self, place: int) -> None:
        panel = self._panel
        if panel is None or place >= len(panel.offers):
            return
        # A click has already turned the button; it is the counter that marks an offer.
        for button, offer in zip(self._offers, panel.offers, strict=False):
            button.setChecked(offer.is_chosen)
        self.commanded.emit(panel.offers[place].command)
