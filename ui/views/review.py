"""A review at the counter: what is to be looked at, a supervisor's fields, and the far centre."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from pos_client.application.commands import CounterCommand
from pos_client.application.review_commands import AskCentre, DecideReview
from pos_client.domain.review import ReviewReason
from ui.i18n import say, text
from ui.presenters.keys import Key
from ui.presenters.panels import ReviewPanel
from ui.theme.tokens import Tone, space
from ui.views.log_in import refuse_identity, second_factor_field
from ui.widgets.buttons import KeyButton
from ui.widgets.frames import Card
from ui.widgets.line_edit import Field, GuardedLineEdit
from ui.widgets.photo import PhotoFrame, PhotoLoader
from ui.widgets.words import Words

__all__ = ["ReviewView"]

_WIDTHS = (124, 146, 164)


class _Photo(PhotoFrame):
    """Small enough for two beside the fields, and as high as the other one."""

    WIDTH, HEIGHT = 84, 106


class _LivePhoto(PhotoFrame):
    """The whole of what the camera saw."""

    WIDTH, HEIGHT = 141, 106


class ReviewView(Card):
    """The photos go and the fields are empty again with every answer, on lock and on leaving."""

    changed = Signal()
    commanded = Signal(object)
    entered = Signal()

    def __init__(self, loader: PhotoLoader) -> None:
        super().__init__("reviewPanel", margin=6)
        self._panel: ReviewPanel | None = None
        self._reason: ReviewReason | None = None
        self._reasons = Words("reviewReasons", "large", wraps=True)
        states = ("decoding", "no_decoder", "none", "hidden")
        words = {name: text(f"person.photo_{name}") for name in states}
        of_card, of_live = (text(f"steps.review_{name}_photo") for name in ("card", "live"))
        self._card_photo = _Photo(loader, words | {"photo": of_card}, "reviewCardPhoto")
        self._live_photo = _LivePhoto(
            loader, words | {"photo": of_live}, "reviewLivePhoto", is_live=True
        )
        self._card_label, self._live_label = Words("", "small"), Words("", "small")
        self._card_label.show_words(of_card)
        self._live_label.show_words(of_live)
        self._clerk = Field(GuardedLineEdit("reviewClerkNumber", longest=32))
        self._password = Field(GuardedLineEdit("reviewPassword"))
        self._password.edit.hide_what_is_typed()
        for field in (self._clerk, self._password):
            field.edit.is_deaf_to_scanners = True  # its Enter would go on, or decide
        self._digits = second_factor_field("reviewSecondFactor", text("steps.review_second_factor"))
        self._clerk.show_label(text("steps.review_clerk"))
        self._password.show_label(text("steps.review_password"))
        self._why = KeyButton("reviewReason", height=40)
        self._why.clicked.connect(lambda: self.press(Key.TEST))
        self._ask = KeyButton("askCentre", height=40)
        self._ask.show_face(text("steps.centre_ask"), Key.CENTRE)
        self._ask.clicked.connect(lambda: self.press(Key.CENTRE))
        self._centre = Words("centreWait", wraps=True)
        self._assemble()
        self._clerk.edit.returnPressed.connect(self._password.edit.setFocus)
        self._password.edit.returnPressed.connect(self._enter_password)
        self._digits.edit.returnPressed.connect(self._entered)
        self._show_reason(None)

    def _assemble(self) -> None:
        sides = QHBoxLayout()
        sides.setSpacing(space(5))
        sides.addLayout(self._photos())
        right = QVBoxLayout()
        right.setSpacing(space(3))
        sides.addLayout(right, 1)
        self.column.setSpacing(space(3))
        self.column.addLayout(sides)
        self._fill(right)
        keys = QHBoxLayout()
        keys.setSpacing(space(3))
        keys.addWidget(self._why)
        keys.addWidget(self._ask)
        keys.addStretch()
        self.column.addLayout(keys)
        self.column.addWidget(self._centre)
        self.column.addStretch()

    def _photos(self) -> QGridLayout:
        """Both beside each other, each under its name."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(2))
        grid.setVerticalSpacing(space(1))
        pairs = ((self._card_label, self._card_photo), (self._live_label, self._live_photo))
        for place, (label, photo) in enumerate(pairs):
            grid.addWidget(label, 0, place)
            grid.addWidget(photo, 1, place)
        grid.setRowStretch(2, 1)
        return grid

    def _fill(self, column: QVBoxLayout) -> None:
        column.addWidget(self._reasons)
        for field in (self._clerk, self._password):
            refuse_identity(field)
        self._on_site = QWidget()
        row = QHBoxLayout(self._on_site)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(3))
        for field, width in zip(self._fields, _WIDTHS, strict=True):
            field.edit.setFixedWidth(width)
            field.edit.textChanged.connect(self.changed)
            row.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch()
        column.addWidget(self._on_site)
        column.addStretch()

    @property
    def _fields(self) -> tuple[Field, ...]:
        return self._clerk, self._password, self._digits

    def render_screen(self, panel: ReviewPanel) -> None:
        if panel == self._panel:
            return
        before, self._panel = self._panel, panel
        self._card_photo.show_photo(panel.card_photo)
        self._live_photo.show_photo(panel.live_photo)
        for each in (self._live_label, self._live_photo):
            each.setVisible(panel.live_photo is not None)
        self._reasons.show_words("\n".join(say(each) for each in panel.reasons))
        self._on_site.setVisible(panel.is_on_site)
        self._why.setVisible(panel.is_on_site)
        self._digits.setVisible(panel.asks_second_factor)
        # Where nobody here may decide, the page's own key asks the centre.
        self._ask.setVisible(panel.may_ask_centre and panel.is_on_site)
        self._ask.setEnabled(not panel.is_deciding)
        self._centre.setVisible(panel.centre is not None)
        self._centre.show_words(say(panel.centre) if panel.centre is not None else "", Tone.WAITING)
        for field in self._fields:
            field.edit.setEnabled(not panel.is_deciding)
        if panel.is_on_site and (before is None or (before.is_deciding and not panel.is_deciding)):
            self.take_focus()
        if before is None or before.may_ask_centre is not panel.may_ask_centre:
            self.changed.emit()

    def take_focus(self) -> None:
        """Give the keys to the first field that is still empty."""
        fields = [each for each in self._fields if each.isVisibleTo(self)]
        first = next((each for each in fields if not each.edit.text()), None)
        if fields:
            (first or fields[-1]).edit.setFocus()

    def press(self, key: str) -> None:
        """F9 goes from one reason to the next, F11 asks the centre; letters go into the fields."""
        panel = self._panel
        if panel is None or panel.is_deciding:
            return
        if key == Key.TEST and panel.is_on_site:
            reasons = list(ReviewReason)
            place = reasons.index(self._reason) + 1 if self._reason else 0
            self._show_reason(reasons[place % len(reasons)])
        elif key == Key.CENTRE and panel.may_ask_centre:
            self.commanded.emit(AskCentre())

    def missing(self) -> str:
        panel = self._panel
        if panel is not None and not panel.is_on_site:
            return "" if panel.may_ask_centre else text("steps.centre_asked")
        asked = [each for each in self._fields if each.isVisibleTo(self)]
        is_typed = all(each.edit.text().strip() for each in asked)
        return "" if is_typed else text("steps.review_missing")

    def command(self) -> CounterCommand | None:
        panel = self._panel
        if panel is not None and not panel.is_on_site:
            return AskCentre() if panel.may_ask_centre else None
        return self.decide(is_approved=True)

    def decide(self, *, is_approved: bool) -> CounterCommand | None:
        """The decision, signed with what stands in the fields, which are empty afterwards.

        None while something is missing: a field, or the reason of a refusal.
        """
        if self.missing() or not (is_approved or self._reason):
            return None
        decision = DecideReview(
            self._clerk.edit.text().strip(),
            self._password.edit.text(),
            is_approved=is_approved,
            second_factor=self._digits.edit.text(),
            reason=None if is_approved else self._reason,
        )
        self._password.edit.clear()
        self._digits.edit.clear()
        return decision

    def forget(self) -> None:
        self._panel = None
        self._card_photo.show_photo(None)
        self._live_photo.show_photo(None)
        self._show_reason(None)
        for field in self._fields:
            field.edit.clear()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.forget()

    def _show_reason(self, reason: ReviewReason | None) -> None:
        self._reason = reason
        words = f"steps.review_reason_{reason.value}" if reason else "steps.review_reason"
        self._why.show_face(text(words), Key.TEST)

    @Slot()
    def _enter_password(self) -> None:
        if self._digits.isVisibleTo(self) and not self._digits.edit.text():
            self._digits.edit.setFocus()
        else:
            self._entered()

    @Slot()
    def _entered(self) -> None:
        self.entered.emit()
