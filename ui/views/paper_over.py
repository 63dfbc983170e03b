"""The customer's paper: shown, printed if there is a printer, else its code to be photographed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_client.application.papers import paper_text
from pos_client.domain.paper import Paper
from ui.i18n import text
from ui.presenters.keys import Key
from ui.theme.tokens import Tone, space
from ui.widgets.buttons import KeyButton
from ui.widgets.overlay import Overlay
from ui.widgets.paper_view import PaperView
from ui.widgets.qr_code import QrCode
from ui.widgets.words import Words

__all__ = ["PaperOverlay", "PrintingThread"]

_WIDTH = 860
_PAPER_HEIGHT = 520


class PrintingThread(QObject):
    """One paper after the other, where a slow printer holds nobody up.

    Signals:
        done: empty once a paper was handed over, else what is wrong with the printer.
    """

    done = Signal(str)

    def __init__(self, address: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._address = address
        self._thread: ThreadPoolExecutor | None = None

    @property
    def has_printer(self) -> bool:
        return bool(self._address)

    def print_paper(self, paper: Paper) -> None:
        """Return at once; `done` follows."""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "printing")
        self._thread.submit(self._print, paper)

    def close(self) -> None:
        """Wait for the paper that is being printed."""
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.shutdown(wait=True, cancel_futures=True)

    def _print(self, paper: Paper) -> None:
        from ui.forms.printer_errors import NotPrinted
        from ui.forms.printing import print_paper  # late: most papers are only looked at

        trouble = ""
        try:
            print_paper(paper, self._address)
        except NotPrinted as refused:
            trouble = refused.trouble.value
        self.done.emit(trouble)


class PaperOverlay(Overlay):
    """Esc and Enter close it; the paper can be asked for again, and then says so."""

    def __init__(self, parent: QWidget, printing: PrintingThread) -> None:
        super().__init__(parent, "paperOverlay", _WIDTH)
        self._printing = printing
        title = Words("paperTitle", "title")
        title.show_words(text("steps.paper_title"))
        self._paper = PaperView("paperPicture")
        self._paper.setFixedHeight(_PAPER_HEIGHT)
        self._code = QrCode("slipCode")
        self._code.setFixedWidth(320)
        self._state = Words("paperState", wraps=True)
        self._close = KeyButton("paperClose", "primary", height=48)
        self._close.show_face(text("steps.paper_close"), Key.BACK)
        self._close.clicked.connect(self.close_over)
        row = QHBoxLayout()
        row.setSpacing(space(5))
        row.addWidget(self._paper, 1)
        row.addWidget(self._code)
        self.column.addWidget(title)
        self.column.addLayout(row)
        self.column.addWidget(self._state)
        self.column.addWidget(self._close)
        printing.done.connect(self._printed)

    def ask(self, paper: Paper) -> None:
        """Show a paper and send it to the printer."""
        self._paper.show_paper(paper_text(paper))
        is_shown_as_code = bool(paper.qr_text) and not self._printing.has_printer
        self._code.setVisible(is_shown_as_code)
        if is_shown_as_code:
            self._code.show_code(paper.qr_text, text("steps.qr"))
        if self._printing.has_printer:
            self._state.show_words(text("steps.paper_printing"))
            self._printing.print_paper(paper)
        else:
            key = "steps.paper_photograph" if is_shown_as_code else "steps.paper_no_printer"
            self._state.show_words(text(key), Tone.WAITING)
        self.open(self._close)

    def press(self, key: object) -> None:
        if key in (Key.BACK, Key.GO_ON):
            self.close_over()

    def close_over(self) -> None:
        """Nobody's paper stays behind the page."""
        super().close_over()
        self._paper.show_paper(None)
        self._code.show_code("", "")

    @Slot(str)
    def _printed(self, trouble: str) -> None:
        if trouble:
            self._state.show_words(text(f"steps.print_{trouble}"), Tone.BAD)
        else:
            self._state.show_words(text("steps.paper_printed"), Tone.GOOD)
