"""What the window asks about the papers of customers: one to show, and one that was printed."""

from __future__ import annotations

import logging
from collections.abc import Callable

from pos_client.application import commands
from pos_client.application.desk import Desk
from pos_client.application.news import News, PaperMade
from pos_client.application.paper_trouble import PaperNotKept, PaperTrouble
from pos_client.application.papers import PaperRefused, paper_text
from pos_client.application.saving import Saving

__all__ = ["PaperDesk"]

log = logging.getLogger(__name__)


class PaperDesk:
    """Lives on the counter's thread."""

    def __init__(self, desk: Desk, saving: Saving, tell: Callable[[News], None]) -> None:
        self._desk = desk
        self._saving = saving
        self._tell = tell

    def handle(self, command: commands.MakePaper | commands.NotePrinted) -> None:
        """Do what a command asks."""
        if isinstance(command, commands.NotePrinted):
            self._saving.note_printed(command.kind, command.case_number)
            return
        if not self._desk.is_serving:
            return
        paper = self._saving.paper(command.kind, command.registration_id)
        if paper is not None:
            self.tell(PaperMade(paper, command.registration_id))
        elif command.registration_id is not None:
            self._desk.tell(PaperNotKept())

    def tell(self, made: PaperMade) -> None:
        """Hand a paper over, unless it may not exist."""
        try:
            paper_text(made.paper)
        except PaperRefused as refused:
            log.warning("a paper was refused: %s", refused)
            self._desk.tell(PaperTrouble())
        else:
            self._tell(made)
