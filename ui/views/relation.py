"""What the guardian is to the minor: one key each, and no field."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from pos_client.application.commands import CounterCommand
from ui.i18n import say, text
from ui.presenters.panels import RelationPanel
from ui.theme.tokens import space
from ui.widgets.buttons import KeyButton
from ui.widgets.frames import Card

__all__ = ["RelationView"]


class RelationView(Card):
    """A digit or a click answers; nothing else has to be pressed."""

    changed = Signal()
    commanded = Signal(object)

    def __init__(self) -> None:
        super().__init__("relationPanel", margin=5)
        self._panel: RelationPanel | None = None
        self._keys: list[KeyButton] = []
        self._row = QHBoxLayout()
        self._row.setSpacing(space(3))
        self.column.addLayout(self._row)

    def render_screen(self, panel: RelationPanel) -> None:
        self._panel = panel
        while len(self._keys) < len(panel.lines):
            key = str(len(self._keys) + 1)
            button = KeyButton(f"relation-{key}", height=48)
            button.clicked.connect(partial(self.press, key))
            self._keys.append(button)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._row.addWidget(button, 1)
        for button, line in zip(self._keys, panel.lines, strict=True):
            button.show_face(say(line.label), line.key)

    def press(self, key: str) -> None:
        for line in self._panel.lines if self._panel is not None else ():
            if line.key == key:
                self.commanded.emit(line.command)

    def missing(self) -> str:
        """The digits answer by themselves; the primary key has nothing to take."""
        return text("case.relation_missing")

    def command(self) -> CounterCommand | None:
        return None

    def forget(self) -> None:
        self._panel = None
