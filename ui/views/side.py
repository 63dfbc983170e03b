"""The right side: what the customer gets, and the day."""

from __future__ import annotations

import re

from ui.i18n import say, text
from ui.i18n.message import Message
from ui.presenters.side import NumberCard, SimCard, TodayCard
from ui.presenters.subject import SubjectCard
from ui.theme.tokens import Tone
from ui.widgets.frames import Card, FigureLine, rule
from ui.widgets.words import Words

__all__ = ["NumberView", "QuotaView", "SimView", "SubjectView", "TodayView"]

_COUNTED = re.compile(r"(?<=\d) (?=[^\x00-\x7f])|(?<=第) ")


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


class SubjectView(Card):
    """The number that the case is about, with what the carrier says of it; no tariff, no fee."""

    def __init__(self) -> None:
        super().__init__("subjectCard")
        self._label = Words(role="small", wraps=True)
        self._number = Words("subjectNumber", "figure")
        self._state = Words("subjectState", "strong", wraps=True)
        self._lines = Words("subjectLines", "small", wraps=True)
        for part in (self._label, self._number, self._state, self._lines):
            self.column.addWidget(part)
        self.hide()

    def render_screen(self, card: SubjectCard | None) -> None:
        """Draw it; None keeps nothing of the last one."""
        self.setVisible(card is not None)
        self._label.show_words(say(card.label) if card is not None else "")
        self._number.show_words(card.number if card is not None else "")
        self._state.show_words(
            say(card.state) if card is not None else "", card.tone if card else Tone.PLAIN
        )
        lines = card.lines if card is not None else ()
        self._lines.show_words("\n".join(say(each) for each in lines))


class SimView(Card):
    """The SIM and how it was read; there is no field for it."""

    def __init__(self) -> None:
        super().__init__("simCard")
        label = Words(role="small")
        label.show_words(text("case.summary_sim"))
        self._iccid = Words("simIccid", "strong", wraps=True)
        self._note = Words("simNote", wraps=True)
        for part in (label, self._iccid, self._note):
            self.column.addWidget(part)
        self.hide()

    def render_screen(self, card: SimCard | None) -> None:
        """Draw it; None keeps nothing of the last one."""
        note = card.note if card is not None else None
        self.setVisible(card is not None)
        self._iccid.show_words(say(card.iccid) if card is not None else "")
        self._note.show_words(say(note) if note else "", card.tone if card else Tone.PLAIN)
        self._note.setVisible(note is not None)


class QuotaView(Card):
    """How many numbers this person has, in the gateway's figures."""

    def __init__(self) -> None:
        super().__init__("quotaCard")
        label = Words(role="small")
        label.show_words(text("case.side_quota"))
        self._line = Words("quotaLine", wraps=True)
        self.column.addWidget(label)
        self.column.addWidget(self._line)
        self.hide()

    def render_screen(self, quota: Message | None) -> None:
        self.setVisible(quota is not None)
        # A figure stays in one line with what it counts.
        self._line.show_words(_COUNTED.sub("\u00a0", say(quota)) if quota else "")


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
