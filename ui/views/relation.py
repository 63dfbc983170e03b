"""One of a list, such as what somebody is to the owner: one key each, and no field."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy

from pos_client.application.commands import CounterCommand
from ui.i18n import say
from ui.presenters.panels import RelationPanel
from ui.theme.tokens import space
from ui.widgets.buttons import KeyButton
from ui.widgets.frames import Card
from ui.widgets.words import Words

__all__ = ["RelationView"]


class RelationView(Card):
    """A digit or a click answers; nothing else has to be pressed."""

    changed = Signal()
    commanded = Signal(object)

    def __init__(self) -> None:
        super().__init__("relationPanel", margin=5)
        self._panel: RelationPanel | None = None
        self._keys: list[KeyButton] = []
        self._note = Words("relationNote", "strong")
        self._rows = QGridLayout()
        self._rows.setSpacing(space(3))
        self.column.addWidget(self._note)
        self.column.addLayout(self._rows)

    def render_screen(self, panel: RelationPanel) -> None:
        self._panel = panel
        while len(self._keys) < len(panel.lines):
            key = str(len(self._keys) + 1)
            button = KeyButton(f"relation-{key}", height=48)
            button.clicked.connect(partial(self.press, key))
            self._keys.append(button)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._note.show_words(say(panel.note) if panel.note is not None else "")
        self._note.setVisible(panel.note is not None)
        for place, button in enumerate(self._keys):
            is_used = place < len(panel.lines)
            button.setVisible(is_used)
            if is_used:
                self._rows.addWidget(button, *divmod(place, panel.columns))
                button.show_face(say(panel.lines[place].label), panel.lines[place].key)

    def press(self, key: str) -> None:
        for line in self._panel.lines if self._panel is not None else ():
            if line.key == key:
                self.commanded.emit(line.command)

    def missing(self) -> str:
        """The digits answer by themselves; the primary key has nothing to take."""
        return say(self._panel.missing) if self._panel is not None else ""

    def command(self) -> CounterCommand | None:
        return None

    def forget(self) -> None:
        self._panel = None
