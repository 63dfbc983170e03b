"""The SIM that a number gets: read by a device, never typed."""

from __future__ import annotations

from PySide6.QtCore import Signal

from pos_client.application.commands import CounterCommand
from ui.i18n import say, text
from ui.presenters.panels import NewSimPanel
from ui.theme.tokens import Tone
from ui.widgets.frames import Card
from ui.widgets.words import Words

__all__ = ["NewSimView"]


class NewSimView(Card):
    """Shows what was read; scanner, slot and the primary key do the rest."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__("newSimPanel", margin=5)
        label = Words(role="small")
        label.show_words(text("subject.new_sim_label"))
        self._iccid = Words("newSimIccid", "figure", wraps=True)
        self._note = Words("newSimNote", wraps=True)
        for part in (label, self._iccid, self._note):
            self.column.addWidget(part)

    def render_screen(self, panel: NewSimPanel) -> None:
        if panel.iccid is None:
            self._iccid.show_words(text("subject.no_sim_yet"), Tone.QUIET)
        else:
            self._iccid.show_words(say(panel.iccid))
        self._note.show_words(say(panel.note) if panel.note is not None else "", panel.tone)
        self._note.setVisible(panel.note is not None)

    def press(self, key: str) -> None:
        """No key belongs to this panel."""

    def missing(self) -> str:
        return ""

    def command(self) -> CounterCommand | None:
        return None

    def forget(self) -> None:
        """The next customer's SIM is another one."""
        self._iccid.show_words("")
        self._note.show_words("", Tone.PLAIN)
