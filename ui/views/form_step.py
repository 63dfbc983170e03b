"""The registration form as it will be printed, and the signature under it."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from pos_client.application.commands import CounterCommand, SignForm
from ui.i18n import text
from ui.presenters.panels import FormPanel
from ui.theme.tokens import space
from ui.widgets.buttons import KeyButton
from ui.widgets.frames import column
from ui.widgets.paper_view import PaperView
from ui.widgets.signature_pad import SignaturePad
from ui.widgets.words import Words

__all__ = ["FormStepView"]

_PAPER_WIDTH = 560
_TRIM = 70.0
_HEIGHT = 380
_AGAIN = "F9"


class FormStepView(QWidget):
    """Paper on the left, pad on the right."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("formPanel")
        self._panel: FormPanel | None = None
        self._paper = PaperView("formPaper", trim=_TRIM)
        self._pad = SignaturePad("formPad")
        self._pad.show_words(text("steps.pad"), text("steps.pad_prompt"))
        self._pad.changed.connect(self.changed)
        self._again = KeyButton("formPadClear")
        self._again.show_face(text("steps.pad_clear"), _AGAIN)
        self._again.clicked.connect(self._pad.clear)
        self._area = QScrollArea()
        self._area.setObjectName("formScroll")
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._paper)
        self._area.viewport().setAutoFillBackground(False)
        self._paper.setMinimumWidth(_PAPER_WIDTH)
        right = column(gap=2)
        right.addWidget(self._pad, 1)
        hint = Words("formHint", "small")
        hint.show_words(text("steps.form_leaf"))
        under = QHBoxLayout()
        under.addWidget(hint)
        under.addStretch()
        under.addWidget(self._again)
        right.addLayout(under)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(4))
        row.addWidget(self._area, 3)
        row.addLayout(right, 2)
        self.setMinimumHeight(_HEIGHT)

    def render_screen(self, panel: FormPanel) -> None:
        if panel == self._panel:
            return
        if self._panel is None or panel.form_sha256 != self._panel.form_sha256:
            self._pad.clear()
        self._panel = panel
        self._paper.show_paper(panel.paper)
        self._area.verticalScrollBar().setValue(0)

    def press(self, key: str) -> None:
        """PgDn and PgUp leaf through the form, F9 gives a clean pad."""
        if key == _AGAIN:
            self._pad.clear()
        bar = self._area.verticalScrollBar()
        step = {"PageDown": 1, "PageUp": -1}.get(key, 0) * bar.pageStep() * 4 // 5
        bar.setValue(bar.value() + step)

    def missing(self) -> str:
        return "" if self._pad.is_written else text("steps.consent_unsigned")

    def command(self) -> CounterCommand | None:
        if self._panel is None or self.missing():
            return None
        return SignForm(self._pad.take(self._panel.form_sha256, datetime.now(UTC)))

    def forget(self) -> None:
        self._panel = None
        self._pad.clear()
        self._paper.show_paper(None)
