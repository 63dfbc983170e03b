"""What may lie over the page: help, a paper, or the question before a case is given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Signal, Slot
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from pos_client.application.state import CaseState
    from pos_client.domain.paper import Paper
    from ui.views.paper_over import PrintingThread
    from ui.widgets.overlay import Overlay

__all__ = ["Cover"]


class Cover(QObject):
    """At most one overlay; made when it is asked for."""

    cancel_confirmed = Signal()

    def __init__(self, window: QWidget, printer_address: str = "") -> None:
        super().__init__(window)
        self._window = window
        self._printer_address = printer_address
        self._printing: PrintingThread | None = None
        self._over: Overlay | None = None

    @property
    def is_open(self) -> bool:
        return self._over is not None and self._over.isVisible()

    def press(self, key: object) -> None:
        if self._over is not None:
            self._over.press(key)

    def show_help(self) -> None:
        from ui.views.overlays import HelpOverlay

        over = HelpOverlay(self._window)
        self._take(over)
        over.ask()

    @Slot(object)
    def show_paper(self, paper: Paper) -> None:
        """Show a paper that was asked for, and print it where a printer is set."""
        from ui.views.paper_over import PaperOverlay, PrintingThread

        if self._printing is None:
            self._printing = PrintingThread(self._printer_address, self)
        over = PaperOverlay(self._window, self._printing)
        self._take(over)
        over.ask(paper)

    def end(self) -> None:
        """Let a paper that is being printed come out."""
        if self._printing is not None:
            self._printing.close()

    def ask_to_cancel(self, case: CaseState) -> None:
        from ui.presenters.cancel import present_cancel
        from ui.views.overlays import CancelOverlay

        over = CancelOverlay(self._window)
        over.confirmed.connect(self.cancel_confirmed)
        self._take(over)
        over.ask(present_cancel(case))

    @Slot()
    def close(self) -> None:
        if self.is_open and self._over is not None:
            self._over.close_over()

    def fit(self, size: QSize) -> None:
        if self._over is not None:
            self._over.resize(size)

    def _take(self, over: Overlay) -> None:
        if self._over is not None:
            self._over.deleteLater()
        self._over = over
