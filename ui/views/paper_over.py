"""A paper: shown, printed if there is a printer, its code to be photographed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_client.application.papers import AnyPaper, paper_text
from pos_client.domain.day_sheet import SheetPaper
from pos_client.domain.inspection_paper import InspectionPaper
from pos_client.domain.paper import Paper, PaperKind
from pos_client.domain.policy import Completion
from ui.i18n import say, text
from ui.presenters.keys import Key
from ui.presenters.trouble import present_trouble
from ui.theme.tokens import Tone, space
from ui.views.printing_thread import Printed, PrintingThread
from ui.widgets.buttons import KeyButton
from ui.widgets.frames import column
from ui.widgets.overlay import Overlay
from ui.widgets.paper_view import PaperView
from ui.widgets.qr_code import QrCode
from ui.widgets.words import Words

__all__ = ["PaperOverlay"]

_WIDTH = 860
_CODE_WIDTH = 320
_BESIDE_PAPER = 272  # what stands above and below it in the dialog
_LOWEST, _HIGHEST = 400, 760


class PaperOverlay(Overlay):
    """Esc and Enter close it, and a printer goes on; F3 asks for the paper again.

    Signals:
        again: the paper is wanted once more.
    """

    again = Signal()

    def __init__(self, parent: QWidget, printing: PrintingThread) -> None:
        super().__init__(parent, "paperOverlay", _WIDTH)
        self._printing = printing
        self.job = 0
        title = Words("paperTitle", "title")
        title.show_words(text("steps.paper_title"))
        self._paper = PaperView("paperPicture")
        self._code = QrCode("slipCode")
        self._caption = Words("slipCaption", "strong", wraps=True)
        self._caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._state = Words("paperState", "strong", wraps=True)
        self._advice = Words("paperAdvice", wraps=True)
        self._again = KeyButton("paperAgain", height=48)
        self._again.clicked.connect(self.again)
        self._close = KeyButton("paperClose", "primary", height=48)
        self._close.show_face(text("steps.paper_close"), Key.BACK)
        self._close.clicked.connect(self.close_over)
        self._assemble(title)

    def _assemble(self, title: Words) -> None:
        self._beside = QWidget()
        self._beside.setFixedWidth(_CODE_WIDTH)
        beside = column(self._beside, gap=2)
        beside.addStretch()
        self._code.setFixedHeight(_CODE_WIDTH)
        beside.addWidget(self._code)
        beside.addWidget(self._caption)
        beside.addStretch()
        row = QHBoxLayout()
        row.setSpacing(space(5))
        row.addWidget(self._paper, 1)
        row.addWidget(self._beside)
        buttons = QHBoxLayout()
        buttons.setSpacing(space(3))
        buttons.addWidget(self._again)
        buttons.addWidget(self._close, 1)
        words = column(gap=0)
        words.addWidget(self._state)
        words.addWidget(self._advice)
        self.column.addWidget(title)
        self.column.addLayout(row)
        self.column.addLayout(words)
        self.column.addLayout(buttons)

    def ask(self, paper: AnyPaper) -> None:
        """Show a paper and send it to the printer. A slip's code can always be photographed."""
        height = self.window().height() - _BESIDE_PAPER
        self._paper.setFixedHeight(min(max(height, _LOWEST), _HIGHEST))
        self._paper.show_paper(paper_text(paper))
        is_slip = isinstance(paper, Paper) and paper.kind is PaperKind.CUSTOMER_SLIP
        self._beside.setVisible(is_slip)
        if isinstance(paper, Paper) and is_slip:
            returns = paper.completion is Completion.CUSTOMER_RETURNS
            caption = "steps.photograph_to_return" if returns else "steps.photograph_to_ask"
            self._code.show_code(paper.qr_text, text("steps.qr"))
            self._caption.show_words(text(caption))
        self._again.hide()
        if self._printing.has_printer:
            self._tell("steps.paper_printing", "steps.paper_goes_on", Tone.PLAIN)
            self.job = self._printing.print_paper(paper)
        else:
            advice = "steps.paper_no_printer_slip" if is_slip else "steps.paper_no_printer_form"
            if isinstance(paper, SheetPaper | InspectionPaper):
                advice = "day.no_printer"
            self._tell("steps.paper_no_printer", advice, Tone.WAITING)
        self.open(self._close)

    def show_result(self, printed: Printed) -> None:
        """Say what became of it, and offer it once more."""
        told = present_trouble(printed.trouble)
        if told is None:
            self._tell("steps.paper_printed", "steps.paper_look", Tone.GOOD)
        else:
            self._state.show_words(f"{say(told.happened)} {told.code}", Tone.BAD)
            self._advice.show_words(f"{say(told.safe)} {say(told.to_do)}")
        face = "steps.paper_retry" if told is not None else "steps.paper_another"
        self._again.show_face(text(face), Key.PRINT)
        self._again.show()

    def press(self, key: object) -> None:
        if key in (Key.BACK, Key.GO_ON):
            self.close_over()
        elif key is Key.PRINT and self._again.isVisible():
            self.again.emit()

    def close_over(self) -> None:
        """Nobody's paper stays behind the page."""
        super().close_over()
        self._paper.show_paper(None)
        self._code.show_code("", "")

    def _tell(self, state: str, advice: str, tone: Tone) -> None:
        self._state.show_words(text(state), tone)
        self._advice.show_words(text(advice))
