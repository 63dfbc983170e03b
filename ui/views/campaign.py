"""补登记进度: figures and the plot above, who is still to come below."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from pos_client.application.figures_commands import LeaveFigures
from ui.i18n import language, say, text
from ui.presenters.campaign import CAMPAIGN_COLUMNS, CampaignScreen, WorkLine
from ui.presenters.keys import Key
from ui.theme.tokens import space
from ui.views.words_model import WordRow, WordsModel, words_table
from ui.widgets.buttons import KeyButton
from ui.widgets.frames import Card, FigureLine, column
from ui.widgets.plots import FiguresPlot
from ui.widgets.words import Words

__all__ = ["CampaignView"]

_WIDTHS = (140, 220, 190, 280, 300)
_FIGURES_A_COLUMN = 4


class CampaignView(QWidget):
    """Nothing is typed or chosen here; keys turn the worklist."""

    commanded = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("campaignPage")
        self._screen: CampaignScreen | None = None
        self._headline = Words("headline", "title")
        self._subline = Words("subline", "quiet", wraps=True)
        self._plot = FiguresPlot("campaignPlot")
        self._figures: dict[str, FigureLine] = {}
        self._grid = QGridLayout()
        self._outlooks = [Words(f"outlook-{place}", "strong", wraps=True) for place in range(3)]
        self._band = Words("campaignBand", "small", wraps=True)
        self._band.show_words(text("campaign.band"))
        names = [f"campaign.column_{name}" for name in CAMPAIGN_COLUMNS]
        self._model = WordsModel(names, CAMPAIGN_COLUMNS.index("stage"))
        spoken = text("campaign.worklist")
        wide = CAMPAIGN_COLUMNS.index("notices")
        self._table = words_table("campaignTable", spoken, self._model, _WIDTHS, wide=wide)
        self._nothing = Words("campaignNothing", "quiet")
        self._nothing.show_words(text("campaign.nothing"))
        self._back = KeyButton("campaignBack", height=48)
        self._again = KeyButton("campaignAgain", height=48)
        self._newer, self._older = KeyButton("campaignNewer"), KeyButton("campaignOlder")
        self._assemble()
        for button, key in (
            (self._back, Key.BACK),
            (self._again, Key.SEND),
            (self._newer, "PageUp"),
            (self._older, "PageDown"),
        ):
            button.clicked.connect(lambda _=False, key=key: self.press(key))

    def _assemble(self) -> None:
        page = column(self, gap=2)
        page.setContentsMargins(space(6), space(4), space(6), space(4))
        page.addWidget(self._headline)
        page.addWidget(self._subline)
        upper = QHBoxLayout()
        upper.setSpacing(space(4))
        plot = Card("campaignPlotCard", margin=2)
        plot.column.addWidget(self._plot, 1)
        plot.column.addWidget(self._band)
        upper.addWidget(plot, 3)
        upper.addWidget(self._side(), 2)
        page.addLayout(upper, 5)
        page.addWidget(self._table, 4)
        below = QHBoxLayout()
        below.setSpacing(space(2))
        for button in (self._back, self._again):
            below.addWidget(button)
        below.addWidget(self._nothing)
        below.addStretch()
        below.addWidget(self._newer)
        below.addWidget(self._older)
        page.addLayout(below)

    def _side(self) -> Card:
        side = Card("campaignFigures", margin=4)
        side.column.setSpacing(space(2))
        self._grid.setHorizontalSpacing(space(6))
        self._grid.setVerticalSpacing(0)
        side.column.addLayout(self._grid)
        for words in self._outlooks:
            side.column.addWidget(words)
        side.column.addStretch()
        return side

    def render_screen(self, screen: CampaignScreen) -> None:
        if screen == self._screen:
            return
        self._screen = screen
        self._headline.show_words(say(screen.headline))
        self._subline.show_words(say(screen.subline))
        for place, (name, label, figure) in enumerate(screen.figures):
            if name not in self._figures:
                line = self._figures[name] = FigureLine(f"campaign-{name}")
                across, down = divmod(place, _FIGURES_A_COLUMN)
                self._grid.addWidget(line, down, across)
            self._figures[name].show_figure(say(label), say(figure))
        for place, words in enumerate(self._outlooks):
            is_there = place < len(screen.outlooks)
            words.setVisible(is_there)
            if is_there:
                said, tone = screen.outlooks[place]
                words.show_words(say(said), tone)
        self._plot.show_plot(screen.plot)
        self._band.setVisible(screen.plot is not None and bool(screen.plot.bands))
        self._model.show_rows([_row(line) for line in screen.lines])
        is_known = screen.plot is not None
        self._nothing.setVisible(is_known and not screen.lines)
        self._back.show_face(text("campaign.back"), Key.BACK)
        is_on = screen.again is not None
        self._again.show_face(text("campaign.again"), Key.SEND, is_on=is_on)
        self._newer.show_face(text("campaign.page_up"), "PgUp", is_on=screen.newer is not None)
        self._older.show_face(text("campaign.page_down"), "PgDn", is_on=screen.older is not None)

    def press(self, key: object) -> None:
        screen = self._screen
        if screen is None:
            return
        if key is Key.BACK:
            self.commanded.emit(LeaveFigures())
            return
        asked = {
            Key.SEND: screen.again,
            "PageUp": screen.newer,
            "PageDown": screen.older,
        }.get(str(key))
        if asked is not None:
            self.commanded.emit(asked)

    def take_focus(self) -> None:
        self._table.setFocus()

    def leave(self) -> None:
        """Drawn anew when somebody looks again."""
        self._screen = None


def _row(line: WorkLine) -> WordRow:
    between = "、" if language() == "zh_CN" else ", "
    return tuple(between.join(say(word) for word in words) for words in line.words), line.tone
