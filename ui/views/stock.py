"""SIM 卡库存: the book at the left, what was scanned at the right, keys below."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_client.application.stock_commands import DropScans, LeaveStock
from ui.i18n import say, text
from ui.presenters.keys import Key
from ui.presenters.stock import StockScreen
from ui.theme.tokens import space
from ui.widgets.buttons import KeyButton
from ui.widgets.frames import Card, FigureLine, column, in_the_middle, rule
from ui.widgets.words import Words

__all__ = ["StockView"]

_LARGEST = (1280, 860)
_COUNT, _SEND_BACK, _MISS = "F9", "F10", "F11"
_REASONS = 4


class StockView(QWidget):
    """Nothing is typed here: SIMs come from a scanner or a reader, reasons from a list."""

    commanded = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("stockPage")
        self._screen: StockScreen | None = None
        self._is_spoiling = False
        self._headline = Words("headline", "title", wraps=True)
        self._subline = Words("subline", "quiet", wraps=True)
        self._figures: dict[str, FigureLine] = {}
        self._unknown = Words("stockUnknown", "quiet", wraps=True)
        self._unknown.show_words(text("stock.unknown"))
        self._parcels = Words("stockParcels", wraps=True)
        self._sim = Words("stockSim", "strong", wraps=True)
        self._lines = Words("stockScanned", wraps=True)
        self._note = Words("stockNote", "strong", wraps=True)
        self._named = Words("stockNamed", wraps=True)
        self._why = Words("stockWhy", "strong", wraps=True)
        self._why.show_words(text("stock.spoil_why"))
        self._reasons = [KeyButton(f"reason-{place}") for place in range(1, _REASONS + 1)]
        self._back = KeyButton("stockBack", height=48)
        self._spoil = KeyButton("stockSpoil", height=48)
        self._count = KeyButton("stockCount", height=48)
        self._send_back = KeyButton("stockReturn", height=48)
        self._miss = KeyButton("stockMiss", height=48)
        self._receive = KeyButton("primaryAction", "primary", height=48)
        self._assemble()
        self._connect()

    def _assemble(self) -> None:
        box = QWidget()
        box.setMaximumSize(*_LARGEST)
        inside = column(box, gap=3)
        inside.setContentsMargins(space(6), space(4), space(6), space(4))
        inside.addWidget(self._headline)
        inside.addWidget(self._subline)
        row = QHBoxLayout()
        row.setSpacing(space(4))
        row.addWidget(self._book(), 2)
        row.addWidget(self._scans(), 3)
        inside.addLayout(row, 1)
        keys = QHBoxLayout()
        keys.setSpacing(space(2))
        for button in (self._back, self._count):
            keys.addWidget(button)
        keys.addWidget(self._receive, 1)
        inside.addLayout(keys)
        in_the_middle(self, box)

    def _book(self) -> Card:
        book = Card("stockBook", margin=5)
        self._rows = QVBoxLayout()
        _title(book, "stock.book")
        book.column.addLayout(self._rows)
        book.column.addWidget(self._unknown)
        book.column.addSpacing(space(2))
        book.column.addWidget(rule())
        _title(book, "stock.parcels")
        book.column.addWidget(self._parcels)
        book.column.addStretch()
        return book

    def _scans(self) -> Card:
        scans = Card("stockScans", margin=5)
        scans.column.setSpacing(space(2))
        _title(scans, "stock.scanned")
        for words in (self._sim, self._lines, self._note, self._named, self._why):
            scans.column.addWidget(words)
        row = QHBoxLayout()
        row.setSpacing(space(2))
        for button in self._reasons:
            row.addWidget(button, 1)
        scans.column.addLayout(row)
        scans.column.addStretch()
        of_one = QHBoxLayout()
        of_one.setSpacing(space(2))
        for key in (self._spoil, self._send_back, self._miss):
            of_one.addWidget(key)
        of_one.addStretch()
        scans.column.addLayout(of_one)
        return scans

    def _connect(self) -> None:
        keys = {
            self._back: Key.BACK,
            self._spoil: Key.REFUSE,
            self._count: _COUNT,
            self._send_back: _SEND_BACK,
            self._miss: _MISS,
            self._receive: Key.GO_ON,
        }
        keys |= {button: str(place) for place, button in enumerate(self._reasons, 1)}
        for button, key in keys.items():
            button.clicked.connect(lambda _=False, key=key: self.press(key))

    def render_screen(self, screen: StockScreen) -> None:
        if screen == self._screen:
            return
        self._screen = screen
        self._is_spoiling = self._is_spoiling and bool(screen.reasons)
        self._headline.show_words(say(screen.headline))
        self._subline.show_words(say(screen.subline))
        self._unknown.setVisible(not screen.figures)
        for name, label, figure in screen.figures:
            if name not in self._figures:
                self._figures[name] = FigureLine(f"stock-{name}")
                self._rows.addWidget(self._figures[name])
            self._figures[name].show_figure(say(label), figure)
        parcels = "\n".join(say(each) for each in screen.parcels) or text("stock.no_parcel")
        self._parcels.show_words(parcels)
        self._sim.show_words(say(screen.sim), screen.sim_tone)
        self._lines.show_words("\n".join(say(each) for each in screen.scanned))
        self._note.show_words(say(screen.note) if screen.note else "", screen.note_tone)
        self._named.show_words("\n".join(say(each) for each in screen.named))
        self._show_keys(screen)

    def _show_keys(self, screen: StockScreen) -> None:
        back = "stock.clear" if screen.has_scans else "stock.back"
        self._back.show_face(text(back), Key.BACK)
        self._spoil.show_face(text("stock.spoil"), Key.REFUSE, is_on=bool(screen.reasons))
        self._count.show_face(text("stock.count"), _COUNT, is_on=screen.count is not None)
        sent = screen.send_back is not None
        self._send_back.show_face(text("stock.send_back"), _SEND_BACK, is_on=sent)
        self._miss.show_face(say(screen.miss_label), _MISS, is_on=screen.miss is not None)
        is_due = screen.receive is not None
        self._receive.show_face(text("stock.receive"), Key.GO_ON, is_on=is_due)
        self._why.setVisible(self._is_spoiling)
        for place, button in enumerate(self._reasons, 1):
            button.setVisible(self._is_spoiling)
            if self._is_spoiling:
                reason = say(screen.reasons[place - 1][0])
                button.show_face(reason, str(place))
                spoken = text("stock.reason_spoken", digit=place, reason=reason)
                button.setAccessibleName(spoken)

    def press(self, key: object) -> None:
        screen = self._screen
        if screen is None:
            return
        if key is Key.BACK:
            self._go_back(screen)
        elif key is Key.REFUSE and screen.reasons:
            self._is_spoiling = True
            self._show_keys(screen)
        elif self._is_spoiling and isinstance(key, str) and key.isdigit():
            self._book_spoiled(screen, int(key))
        else:
            asked = {
                Key.GO_ON: screen.receive,
                _COUNT: screen.count,
                _SEND_BACK: screen.send_back,
                _MISS: screen.miss,
            }.get(str(key))
            if asked is not None:
                self.commanded.emit(asked)

    def take_focus(self) -> None:
        self.setFocus()

    def leave(self) -> None:
        """Another page comes."""
        self._is_spoiling = False
        self._screen = None

    def _go_back(self, screen: StockScreen) -> None:
        if self._is_spoiling:
            self._is_spoiling = False
            self._show_keys(screen)
        else:
            self.commanded.emit(DropScans() if screen.has_scans else LeaveStock())

    def _book_spoiled(self, screen: StockScreen, digit: int) -> None:
        if 1 <= digit <= len(screen.reasons):
            self._is_spoiling = False
            self.commanded.emit(screen.reasons[digit - 1][1])


def _title(card: Card, key: str) -> None:
    words = Words(role="small")
    words.show_words(text(key))
    card.column.addWidget(words)
