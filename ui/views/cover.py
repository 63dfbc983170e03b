"""What may lie over the page: help, a paper, or the question before a case is given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Signal, Slot
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from pos_client.application.commands import CounterCommand
    from pos_client.application.news import PaperMade
    from pos_client.application.state import CaseState
    from ui.views.printing_thread import Printed, PrintingThread
    from ui.widgets.overlay import Overlay

__all__ = ["Cover"]


class Cover(QObject):
    """At most one overlay; made when it is asked for.

    Signals:
        commanded: what a paper asks of the counter.
        printer_failed: a trouble that no overlay could tell, for it had been closed.
    """

    cancel_confirmed = Signal()
    commanded = Signal(object)
    printer_failed = Signal(object)

    def __init__(self, window: QWidget, printer_address: str = "", roll_mm: int = 80) -> None:
        super().__init__(window)
        self._window = window
        self._printer = (printer_address, roll_mm)
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
    def show_paper(self, made: PaperMade) -> None:
        """Show a paper that was asked for, and print it where a printer is set."""
        from pos_client.application.commands import MakePaper
        from pos_client.application.day_commands import ShowSheet
        from pos_client.application.inspection_commands import ShowReport
        from pos_client.application.papers import RollWidth
        from pos_client.domain.day_sheet import SheetPaper
        from pos_client.domain.inspection_paper import InspectionPaper
        from ui.views.paper_over import PaperOverlay
        from ui.views.printing_thread import PrintingThread

        if self._printing is None:
            address, roll_mm = self._printer
            self._printing = PrintingThread(address, RollWidth(roll_mm), self)
            self._printing.done.connect(self._take_printed)
        over = PaperOverlay(self._window, self._printing)
        paper = made.paper
        again: CounterCommand
        if isinstance(paper, SheetPaper):
            again = ShowSheet()
        elif isinstance(paper, InspectionPaper):
            again = ShowReport()
        else:
            again = MakePaper(paper.kind, made.registration_id)
        over.again.connect(lambda: self.commanded.emit(again))
        self._take(over)
        over.ask(paper)

    @Slot(object)
    def _take_printed(self, printed: Printed) -> None:
        from pos_client.application.commands import NotePrinted
        from pos_client.application.day_commands import NoteSheetPrinted
        from pos_client.application.inspection_commands import NoteReportPrinted
        from pos_client.domain.day_sheet import SheetPaper
        from pos_client.domain.inspection_paper import InspectionPaper
        from pos_client.domain.paper import Paper
        from ui.views.paper_over import PaperOverlay

        paper = printed.paper
        if printed.is_begun and isinstance(paper, SheetPaper):
            self.commanded.emit(NoteSheetPrinted(paper.case_number))
        elif printed.is_begun and isinstance(paper, InspectionPaper):
            self.commanded.emit(NoteReportPrinted(paper.case_number))
        elif printed.is_begun and isinstance(paper, Paper):
            self.commanded.emit(NotePrinted(paper.kind, paper.case_number))
        over = self._over
        if self.is_open and isinstance(over, PaperOverlay) and over.job == printed.job:
            over.show_result(printed)
        elif printed.trouble is not None:
            self.printer_failed.emit(printed.trouble)

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
            self._over.close_over()
            self._over.deleteLater()
        self._over = over
