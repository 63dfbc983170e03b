"""The right side: what the customer gets, and the day."""

from __future__ import annotations

from ui.i18n import say, text
from ui.presenters.side import NumberCard, TodayCard
from ui.theme.tokens import Tone
from ui.widgets.frames import Card, FigureLine, rule
from ui.widgets.words import Words

__all__ = ["NumberView", "TodayView"]


class NumberView(Card):
    """The number with the countdown of its hold."""

    def __init__(self) -> None:
        super().__init__("numberCard")
        self._label = Words(role="small")
        self._number = Words("chosenNumber", "figure")
        self._note = Words("numberHold", wraps=True)
        for part in (self._label, self._number, self._note):
            self.column.addWidget(part)

    def render_screen(self, card: NumberCard) -> None:
        self._label.show_words(say(card.label))
        self._number.show_words(card.number)
        self._number.setVisible(bool(card.number))
        self._note.show_words(say(card.note) if card.note else "", card.tone)
        self._note.setVisible(card.note is not None)


class TodayView(Card):
    """Three figures."""

    def __init__(self) -> None:
        super().__init__("todayCard")
        title = Words(role="small")
        title.show_words(text("case.side_today"))
        self._accepted = FigureLine("todayAccepted")
        self._pending = FigureLine("todayPending")
        self._rejected = FigureLine("todayRejected")
        self.column.addWidget(title)
        self.column.addWidget(self._accepted)
        self.column.addWidget(rule())
        self.column.addWidget(self._pending)
        self.column.addWidget(rule())
        self.column.addWidget(self._rejected)
        self.show_tone(Tone.PLAIN)

    def render_screen(self, card: TodayCard) -> None:
        self._accepted.show_figure(text("case.today_accepted"), str(card.accepted))
        self._pending.show_figure(text("case.today_pending"), str(card.pending))
        self._rejected.show_figure(text("case.today_rejected"), str(card.rejected))
