"""Between two customers."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_client.application.day_commands import OpenDay
from pos_client.application.figures_commands import OpenCampaign, OpenOversight
from pos_client.application.inspection_commands import OpenInspection
from ui.i18n import say, text
from ui.presenters.idle import FLOW_KEYS, FlowKey, IdleScreen
from ui.presenters.keys import Key
from ui.theme.tokens import Tone, space
from ui.views.side import TodayView
from ui.widgets.buttons import KeyButton
from ui.widgets.frames import Card, Chip
from ui.widgets.marks import CardDrawing
from ui.widgets.words import Words

__all__ = ["IdleView"]

_LARGE, _SMALL = (260, 164), (174, 110)
"""How large the card is drawn: smaller where a second row of keys needs its room."""
_IN_A_ROW = 4
"""How many flows a row has room for; more of them stand in rows of three or four, in columns."""
_TIGHT, _ROW = 580, 60
"""Below this height two rows of keys leave no room for it, and each further row needs its own."""


class IdleView(QWidget):
    """The question in the largest type; the day and the last case beneath, quietly."""

    commanded = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("idlePage")
        self._screen: IdleScreen | None = None
        self._drawing = CardDrawing()
        self._headline = Words("headline", "hero", wraps=True)
        self._subline = Words("subline", "quiet", wraps=True)
        for words in (self._headline, self._subline):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._today = TodayView()
        self._last = Card("lastCase")
        self._last_title = Words(role="small")
        self._last_outcome = Chip("lastOutcome")
        self._last_line = Words("lastLine", wraps=True)
        self._last_name = Words("lastName", "quiet")
        self._flows: list[KeyButton] = []
        self._keys = QGridLayout()
        self._rows = 0
        self._day = KeyButton("openDay", "flat", height=28)
        self._day.show_face(text("day.open"), Key.DAY)
        self._day.clicked.connect(lambda: self.commanded.emit(OpenDay()))
        self._inspection = KeyButton("openInspection", "flat", height=28)
        self._inspection.show_face(text("frame.inspection_open"), Key.INSPECTION)
        self._inspection.clicked.connect(lambda: self.commanded.emit(OpenInspection()))
        self._campaign = KeyButton("openCampaign", "flat", height=28)
        self._campaign.show_face(text("campaign.open"), Key.CAMPAIGN)
        self._campaign.clicked.connect(lambda: self.commanded.emit(OpenCampaign()))
        self._oversight = KeyButton("openOversight", "flat", height=28)
        self._oversight.show_face(text("oversight.open"), Key.OVERSIGHT)
        self._oversight.clicked.connect(lambda: self.commanded.emit(OpenOversight()))
        self._standing = Words("outletStanding", "small", wraps=True)
        self._standing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._back = KeyButton("idleBack", height=48)
        self._back.setFixedWidth(160)
        self._back.clicked.connect(lambda: self.press(Key.BACK))
        self._assemble()

    def _assemble(self) -> None:
        self._last_title.show_words(text("case.last_saved"))
        for part in (self._last_title, self._last_line, self._last_name):
            self._last.column.addWidget(part)
        self._last.column.addWidget(self._last_outcome, 0, Qt.AlignmentFlag.AlignLeft)
        self._last.column.addStretch()
        cards = QHBoxLayout()
        cards.setSpacing(space(3))
        cards.addStretch()
        for card in (self._today, self._last):
            card.setFixedWidth(280)
            cards.addWidget(card)
        cards.addStretch()
        around = QVBoxLayout(self)
        around.setContentsMargins(space(12), space(4), space(12), space(4))
        around.setSpacing(space(3))
        around.addStretch(3)
        around.addWidget(self._drawing, 0, Qt.AlignmentFlag.AlignHCenter)
        around.addSpacing(space(4))
        around.addWidget(self._headline)
        around.addWidget(self._subline)
        around.addSpacing(space(3))
        around.addWidget(self._back, 0, Qt.AlignmentFlag.AlignHCenter)
        self._keys.setSpacing(space(3))
        middle = QHBoxLayout()
        middle.addStretch()
        middle.addLayout(self._keys)
        middle.addStretch()
        around.addLayout(middle)
        around.addSpacing(space(3))
        around.addLayout(cards)
        beside = QHBoxLayout()
        beside.setSpacing(space(2))
        beside.addStretch()
        for button in (self._day, self._inspection, self._campaign, self._oversight):
            beside.addWidget(button)
        beside.addStretch()
        around.addLayout(beside)
        around.addStretch(4)
        around.addWidget(self._standing)

    def render_screen(self, screen: IdleScreen) -> None:
        if screen == self._screen:
            return
        self._screen = screen
        self._drawing.show_tone(screen.tone)
        self._headline.show_words(say(screen.headline))
        self._subline.show_words(say(screen.subline))
        self._campaign.setVisible(screen.has_campaign)
        self._oversight.setVisible(screen.has_oversight)
        self._back.setVisible(screen.back is not None)
        if screen.back is not None:
            self._back.show_face(say(screen.back.label), screen.back.key)
        self._show_flows(screen.flows)
        self._inspection.setVisible(screen.asks_inspection)
        self._today.render_screen(screen.today)
        standing = screen.standing
        self._standing.setVisible(standing is not None)
        if standing is not None:
            self._standing.show_words(say(standing.words), standing.tone)
        last = screen.last
        self._last.setVisible(last is not None)
        if last is not None:
            self._last_outcome.show_words(
                say(last.outcome), Tone.INFO if last.tone is Tone.PLAIN else last.tone
            )
            self._last_line.show_words(f"{say(last.sequence)} · {say(last.saved_at)}")
            self._last_name.show_words(last.masked_name)

    def _show_flows(self, flows: tuple[FlowKey, ...]) -> None:
        """One button each; those that need several rows stand in columns."""
        while len(self._flows) < len(flows):
            place = len(self._flows)
            button = KeyButton(f"flow-{place + 1}", height=48)
            button.clicked.connect(partial(self.press, FLOW_KEYS[place]))
            self._flows.append(button)
        rows = -(-len(flows) // _IN_A_ROW)
        in_a_row = -(-len(flows) // rows) if flows else _IN_A_ROW
        is_in_rows = rows > 1
        self._rows = rows
        self._drawing.setFixedSize(*(_SMALL if is_in_rows else _LARGE))
        self._fit_drawing()
        for column in range(_IN_A_ROW):
            self._keys.setColumnStretch(column, int(is_in_rows and column < in_a_row))
        fixed, expanding = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        for place, (button, flow) in enumerate(zip(self._flows, flows, strict=False)):
            button.setSizePolicy(expanding if is_in_rows else fixed, fixed)
            self._keys.addWidget(button, *divmod(place, in_a_row))
            note = say(flow.note) if flow.note is not None else ""
            button.show_face(say(flow.label), flow.key, note=note)
            button.show()
        for button in self._flows[len(flows) :]:
            self._keys.removeWidget(button)
            button.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_drawing()

    def _fit_drawing(self) -> None:
        is_tight = self._rows > 1 and self.height() < _TIGHT + (self._rows - 2) * _ROW
        self._drawing.setVisible(not is_tight)

    def press(self, key: object) -> None:
        """A key of its own begins a flow; a card, a SIM or a slip begins everything else."""
        flows = self._screen.flows if self._screen is not None else ()
        letter = key.upper() if isinstance(key, str) else key
        for flow in flows:
            if letter == flow.key:
                self.commanded.emit(flow.command)
                return
        back = self._screen.back if self._screen is not None else None
        if back is not None and key is back.key:
            self.commanded.emit(back.command)

    def take_focus(self) -> None:
        self.setFocus()
