"""How a case ended: a card with a mark, the sentences, and a small code."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.i18n import say, text
from ui.presenters.ending import Ending, Saved
from ui.theme.tokens import Tone, space
from ui.widgets.frames import Card, column
from ui.widgets.marks import Mark
from ui.widgets.qr_code import QrCode
from ui.widgets.words import Words

__all__ = ["EndingView", "SavedView"]


_SLIP_WIDTH = 208


class _Told(Card):
    def __init__(self, name: str) -> None:
        super().__init__(name, margin=8)
        self.mark = Mark(48)
        self.words = column(gap=2)
        row = QHBoxLayout()
        row.setSpacing(space(5))
        row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self.words, 1)
        self.row = row
        self.column.addLayout(row)


class EndingView(_Told):
    """Refused, or a card that gives nothing."""

    def __init__(self) -> None:
        super().__init__("ending")
        self._happened = Words("endingHappened", "large", wraps=True)
        self._to_do = Words("endingToDo", wraps=True)
        self._code = Words("endingCode", "small")
        for part in (self._happened, self._to_do, self._code):
            self.words.addWidget(part)

    def render_screen(self, ending: Ending) -> None:
        self.mark.show_tone(Tone.BAD)
        self.show_tone(Tone.BAD)
        self._happened.show_words(say(ending.happened))
        self._to_do.show_words(say(ending.to_do))
        self._code.show_words(text("case.code", code=ending.code) if ending.code else "")
        self._code.setVisible(bool(ending.code))


class SavedView(_Told):
    """Saved, and its outcome as soon as there is one."""

    def __init__(self) -> None:
        super().__init__("saved")
        self._outcome = Words("outcome", "hero", wraps=True)
        self._reason = Words("outcomeReason", wraps=True)
        self._to_do = Words("outcomeToDo", wraps=True)
        self._sequence = Words("savedSequence", "strong")
        self._name = Words("savedName")
        self._time = Words("savedTime", "quiet")
        self._code = Words("outcomeCode", "small")
        facts = QHBoxLayout()
        facts.setSpacing(space(5))
        for part in (self._sequence, self._name, self._time):
            facts.addWidget(part)
        facts.addStretch()
        self.words.addWidget(self._outcome)
        self.words.addWidget(self._reason)
        self.words.addWidget(self._to_do)
        self.words.addLayout(facts)
        self.words.addWidget(self._code)
        self.words.addStretch()
        self._slip = QWidget()
        self._slip.setFixedWidth(_SLIP_WIDTH)
        self._slip_code = QrCode("savedCode")
        self._slip_code.setFixedHeight(_SLIP_WIDTH)
        self._caption = Words(role="small", wraps=True)
        self._caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        slip = column(self._slip, gap=1)
        slip.addWidget(self._slip_code)
        slip.addWidget(self._caption)
        self.row.addWidget(self._slip)

    def render_screen(self, saved: Saved) -> None:
        self.mark.show_tone(Tone.GOOD if saved.tone is Tone.GOOD else saved.tone)
        self.show_tone(saved.tone)
        self._outcome.show_words(say(saved.outcome), saved.tone)
        self._reason.show_words(say(saved.reason) if saved.reason else "")
        self._reason.setVisible(saved.reason is not None)
        self._to_do.show_words(say(saved.to_do) if saved.to_do else "")
        self._to_do.setVisible(saved.to_do is not None)
        self._sequence.show_words(say(saved.sequence))
        self._name.show_words(saved.masked_name)
        self._time.show_words(say(saved.saved_at))
        self._code.show_words(text("case.code", code=saved.code) if saved.code else "")
        self._code.setVisible(bool(saved.code))
        self._slip.setVisible(bool(saved.slip_code))
        self._slip_code.show_code(saved.slip_code, say(saved.caption))
        self._caption.show_words(say(saved.caption))

    def forget(self) -> None:
        """Nobody's code stays behind the page."""
        self._slip_code.show_code("", "")
