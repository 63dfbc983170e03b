"""Notices, a tick for each, and the signature under them."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QScrollArea, QWidget

from pos_client.application.commands import CounterCommand, GiveConsent
from ui.i18n import text
from ui.presenters.panels import ConsentPanel, NoticeLine
from ui.theme.tokens import Tone, space
from ui.widgets.buttons import KeyButton
from ui.widgets.frames import Card, column
from ui.widgets.signature_pad import SignaturePad
from ui.widgets.words import Words

__all__ = ["ConsentView"]

_PAD_HEIGHT = 124
_NOTICE_HEIGHT = 400  # what more there is goes to the pad
_HEIGHT = 380
_ALL = "0"
_AGAIN, _DECLINE = "F9", "F10"
_MOST_IN_A_ROW = 4


class _Notice(Card):
    """One thing to agree to; the one that may be declined has a second tick."""

    changed = Signal()

    def __init__(self, line: NoticeLine, decline_key: str = "") -> None:
        super().__init__(f"notice-{line.id}", margin=3)
        self.setMaximumHeight(_NOTICE_HEIGHT)
        self.line = line
        title = Words(role="strong", wraps=True)
        title.show_words(line.title)
        body = Words(wraps=True)
        body.show_words(line.text)
        self.agree = _tick(f"agree-{line.id}", text("steps.consent_agree"))
        self.agree.setAccessibleName(text("steps.consent_spoken", key=line.key, title=line.title))
        ticks = QHBoxLayout()
        ticks.setSpacing(space(2))
        ticks.addWidget(self.agree)
        ticks.addWidget(_cap(line.key))
        self.decline: QCheckBox | None = None
        self._means = Words(role="small", wraps=True)
        self._means.show_words(text("steps.consent_decline_means"))
        self._means.hide()
        if line.may_be_declined:
            self.decline = _tick(f"decline-{line.id}", text("steps.consent_decline"))
            self.decline.toggled.connect(self._declined)
            ticks.addSpacing(space(1))
            ticks.addWidget(self.decline)
            ticks.addWidget(_cap(decline_key))
        ticks.addStretch()
        self.agree.toggled.connect(self._agreed)
        self.column.addWidget(title)
        self.body = _scrolled(body)
        self.column.addWidget(self.body, 1)
        self.column.addWidget(self._means)
        self.column.addLayout(ticks)

    @property
    def is_answered(self) -> bool:
        return self.agree.isChecked() or (self.decline is not None and self.decline.isChecked())

    @Slot(bool)
    def _agreed(self, agreed: bool) -> None:
        if agreed and self.decline is not None:
            self.decline.setChecked(False)
        self._tell()

    @Slot(bool)
    def _declined(self, declined: bool) -> None:
        if declined:
            self.agree.setChecked(False)
        self._means.setVisible(declined)
        self._tell()

    def _tell(self) -> None:
        self.show_tone(Tone.GOOD if self.agree.isChecked() else Tone.PLAIN)
        self.changed.emit()


class ConsentView(QWidget):
    """Its command is there when every notice is answered and somebody has signed."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("consentPanel")
        self._panel: ConsentPanel | None = None
        self._notices: list[_Notice] = []
        self._pad = SignaturePad("consentPad")
        self._pad.show_words(text("steps.pad"), text("steps.pad_prompt"))
        self._pad.changed.connect(self.changed)
        self._again = KeyButton("consentPadClear")
        self._again.show_face(text("steps.pad_clear"), _AGAIN)
        self._again.clicked.connect(self._pad.clear)
        self._all = KeyButton("consentAll")
        self._all.show_face(text("steps.consent_all"), _ALL)
        self._all.clicked.connect(lambda: self.press(_ALL))
        self._list = QGridLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(space(3))
        inside = QWidget()
        inside.setProperty("role", "page")
        inside.setLayout(self._list)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.viewport().setAutoFillBackground(False)
        self._area = area
        tools = column(gap=2)
        tools.addWidget(self._all)
        tools.addStretch(1)
        tools.addWidget(self._again, 0, Qt.AlignmentFlag.AlignRight)
        lower = QHBoxLayout()
        lower.setSpacing(space(3))
        lower.addWidget(self._pad, 1)
        lower.addLayout(tools)
        self._pad.setMinimumHeight(_PAD_HEIGHT)
        whole = column(self, gap=3)
        whole.addWidget(area, 3)
        whole.addLayout(lower, 1)
        self.setMinimumHeight(_HEIGHT)

    def render_screen(self, panel: ConsentPanel) -> None:
        if panel == self._panel:
            return
        self.forget()
        self._panel = panel
        rows = -(-len(panel.notices) // _MOST_IN_A_ROW)
        columns = -(-len(panel.notices) // rows)
        longest = max((len(line.text) for line in panel.notices), default=0)
        first = next((line for line in panel.notices if line.may_be_declined), None)
        for place, line in enumerate(panel.notices):
            notice = _Notice(line, _DECLINE if line is first else "")
            notice.changed.connect(self.changed)
            self._notices.append(notice)
            self._list.addWidget(notice, place // columns, place % columns)
        for at in range(_MOST_IN_A_ROW):
            # A long notice is wider, so that all of them end at about the same height.
            texts = [len(line.text) for line in panel.notices[at::columns]] if at < columns else []
            self._list.setColumnStretch(at, 2 * max(texts) + longest if texts else 0)

    def press(self, key: str) -> None:
        """A digit ticks and takes the tick away again; nought ticks what needs no own consent.

        F9 gives a clean pad, F10 declines what may be declined, once more takes that back.
        """
        if key == _AGAIN:
            self._pad.clear()
        pages = {"PageDown": 1, "PageUp": -1}.get(key, 0)
        for area in (self._area, *(notice.body for notice in self._notices)):
            bar = area.verticalScrollBar()
            bar.setValue(bar.value() + pages * bar.pageStep())
        for notice in self._notices:
            if key == notice.line.key:
                notice.agree.toggle()
            elif key == _ALL and notice.decline is None:
                notice.agree.setChecked(True)
            elif key == _DECLINE and notice.decline is not None:
                notice.decline.toggle()
                return

    def missing(self) -> str:
        """What Enter still waits for; empty when nothing."""
        if not all(notice.is_answered for notice in self._notices):
            return text("steps.consent_missing")
        return "" if self._pad.is_written else text("steps.consent_unsigned")

    def command(self) -> CounterCommand | None:
        panel = self._panel
        if panel is None or self.missing():
            return None
        declined = tuple(
            notice.line.id
            for notice in self._notices
            if notice.decline is not None and notice.decline.isChecked()
        )
        agreed = tuple(notice.line.id for notice in self._notices if notice.line.id not in declined)
        signature = self._pad.take(panel.notices_sha256, datetime.now(UTC))
        return GiveConsent(agreed, declined, signature)

    def forget(self) -> None:
        """Nobody's answers and nobody's ink stay."""
        self._panel = None
        self._pad.clear()
        self._notices.clear()
        while self._list.count():
            item = self._list.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()


def _scrolled(words: Words) -> QScrollArea:
    """The notice may be long; its ticks stay in sight."""
    words.setAlignment(Qt.AlignmentFlag.AlignTop)
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(words)
    area.viewport().setAutoFillBackground(False)
    return area


def _cap(key: str) -> Words:
    cap = Words(role="keycap")
    cap.setFixedHeight(20)
    cap.show_words(key)
    cap.setVisible(bool(key))
    return cap


def _tick(name: str, words: str) -> QCheckBox:
    tick = QCheckBox(words)
    tick.setObjectName(name)
    tick.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    tick.setMinimumHeight(36)
    tick.setCursor(Qt.CursorShape.PointingHandCursor)
    return tick
