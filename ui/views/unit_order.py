"""单位订单: the page between two users of an order: how far it is, and who has come."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from ui.i18n import say, text
from ui.presenters.action import Action
from ui.presenters.keys import Key
from ui.presenters.units import UnitOrderScreen
from ui.theme.tokens import Tone, space
from ui.widgets.buttons import KeyButton
from ui.widgets.frames import Card, Chip, LimitBar, column, in_the_middle
from ui.widgets.words import Words

__all__ = ["UnitOrderView"]

_LARGEST = (1180, 860)
_ROWS = 6
_OLDER, _NEWER = "PageDown", "PageUp"


class UnitOrderView(QWidget):
    """The next card is asked for in the largest type; the users so far stand beneath, in masks."""

    commanded = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("unitOrderPage")
        self._screen: UnitOrderScreen | None = None
        self._offset = 0
        self._headline = Words("headline", "hero", wraps=True)
        self._subline = Words("subline", "quiet", wraps=True)
        self._unit = Words("orderUnit", "large")
        self._figures = Words("orderFigures", "large")
        self._rest = Words("orderRest", "quiet")
        self._bar = LimitBar("orderProgress")
        self._last = Words("orderLast", "strong", wraps=True)
        self._nothing = Words("orderNothing", "quiet")
        self._nothing.show_words(text("units.nobody_yet"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(space(5))
        self._grid.setVerticalSpacing(space(1))
        self._grid.setColumnStretch(4, 1)
        self._lines = [self._line(place) for place in range(_ROWS)]
        self._keys = {name: KeyButton(name, height=48) for name in _BUTTONS}
        for name, button in self._keys.items():
            if name not in ("orderOlder", "orderNewer"):
                button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _=False, key=_BUTTONS[name]: self.press(key))
        self._assemble()

    def _line(self, place: int) -> tuple[Words, Words, Words, Chip, Words]:
        line = (
            Words(f"orderTime-{place}", "small"),
            Words(f"orderName-{place}", "strong"),
            Words(f"orderNumber-{place}"),
            Chip(f"orderState-{place}"),
            Words(f"orderReason-{place}", "small", wraps=True),
        )
        for across, part in enumerate(line):
            self._grid.addWidget(part, place, across)
        return line

    def _assemble(self) -> None:
        figures = QHBoxLayout()
        figures.setSpacing(space(5))
        figures.addWidget(self._unit)
        figures.addStretch()
        figures.addWidget(self._figures)
        card = Card("orderUsers", margin=5)
        card.column.setSpacing(space(3))
        card.column.addLayout(figures)
        card.column.addWidget(self._bar)
        card.column.addWidget(self._rest)
        card.column.addWidget(self._nothing)
        card.column.addLayout(self._grid)
        pages = QHBoxLayout()
        pages.setSpacing(space(3))
        pages.addStretch()
        for name in ("orderNewer", "orderOlder"):
            pages.addWidget(self._keys[name])
        card.column.addLayout(pages)
        actions = QHBoxLayout()
        actions.setSpacing(space(3))
        for name in ("orderLeave", "orderPause", "orderLater", "orderClose"):
            actions.addWidget(self._keys[name], 1)
        box = QWidget()
        box.setMaximumSize(*_LARGEST)
        inside = column(box, gap=3)
        inside.setContentsMargins(space(6), space(4), space(6), space(4))
        inside.addStretch(1)
        for part in (self._headline, self._subline, self._last):
            inside.addWidget(part)
        inside.addSpacing(space(3))
        inside.addWidget(card)
        inside.addStretch(2)
        inside.addLayout(actions)
        in_the_middle(self, box)

    def render_screen(self, screen: UnitOrderScreen) -> None:
        if screen == self._screen:
            return
        before, self._screen = self._screen, screen
        if before is None or before.rows != screen.rows:
            self._offset = 0
        self._headline.show_words(say(screen.headline), screen.tone)
        self._subline.show_words(say(screen.subline))
        self._unit.show_words(screen.unit)
        self._figures.show_words(say(screen.figures))
        self._rest.show_words(say(screen.rest))
        self._bar.show_share(screen.done_percent, Tone.INFO, say(screen.figures))
        self._last.setVisible(screen.last is not None)
        if screen.last is not None:
            last = screen.last
            words = text("units.last", name=last.masked_name, outcome=say(last.outcome))
            self._last.show_words(words, last.tone)
        self._show_rows()

    def press(self, key: object) -> None:
        """Pages here first, then the gateway's; every other key stands on a button."""
        screen = self._screen
        if screen is None:
            return
        if key == _OLDER and self._offset + _ROWS < len(screen.rows):
            self._offset += _ROWS
            self._show_rows()
        elif key == _NEWER and self._offset:
            self._offset = max(0, self._offset - _ROWS)
            self._show_rows()
        else:
            action = self._action(key)
            if action is not None and action.command is not None:
                self.commanded.emit(action.command)

    def take_focus(self) -> None:
        self.setFocus()

    def _action(self, key: object) -> Action | None:
        screen = self._screen
        if screen is None:
            return None
        known: dict[object, Action | None] = {
            Key.BACK: screen.back,
            Key.REFUSE: screen.pause,
            "F9": screen.later,
            "F11": screen.close,
            _OLDER: screen.older,
            _NEWER: screen.newer,
        }
        return known.get(key)

    def _show_rows(self) -> None:
        screen = self._screen
        if screen is None:
            return
        shown = screen.rows[self._offset : self._offset + _ROWS]
        self._nothing.setVisible(not shown)
        for place, line in enumerate(self._lines):
            for part in line:
                part.setVisible(place < len(shown))
                part.show_words("")
            if place < len(shown):
                row = shown[place]
                time, name, number, state, reason = map(say, row.cells)
                line[0].show_words(time)
                line[1].show_words(name)
                line[2].show_words(number)
                line[3].show_words(state, row.tone)
                line[4].show_words(reason)
        self._show_keys(screen)

    def _show_keys(self, screen: UnitOrderScreen) -> None:
        for name, key in _BUTTONS.items():
            action, button = self._action(key), self._keys[name]
            button.setVisible(action is not None)
            if action is not None:
                button.show_face(say(action.label), _SHOWN.get(key, str(key)))
                button.setEnabled(action.command is not None)
        has_more_here = self._offset + _ROWS < len(screen.rows)
        is_first = not self._offset
        self._keys["orderOlder"].setEnabled(has_more_here or screen.older.command is not None)
        self._keys["orderNewer"].setVisible(bool(screen.rows))
        self._keys["orderOlder"].setVisible(bool(screen.rows))
        self._keys["orderNewer"].setEnabled(not is_first or screen.newer.command is not None)


_SHOWN: dict[object, str] = {_OLDER: "PgDn", _NEWER: "PgUp"}
_BUTTONS: dict[str, object] = {
    "orderLeave": Key.BACK,
    "orderPause": Key.REFUSE,
    "orderLater": "F9",
    "orderClose": "F11",
    "orderOlder": _OLDER,
    "orderNewer": _NEWER,
}
