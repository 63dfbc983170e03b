"""Log-in and lock: the first thing that stands on the screen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_client.application.case_trouble import IdentityTyped
from ui.i18n import say, text
from ui.presenters.first import LogInScreen
from ui.presenters.keys import Key
from ui.theme.tokens import Tone, space
from ui.widgets.buttons import KeyButton
from ui.widgets.frames import Card, centred
from ui.widgets.line_edit import Field, GuardedLineEdit
from ui.widgets.words import Words

__all__ = ["LogInView", "refuse_identity", "second_factor_field"]

_LOG_OUT = "F9"

DIGITS = 6


def refuse_identity(field: Field) -> None:
    """Let a field say why it emptied itself."""
    field.edit.identity_refused.connect(
        lambda: field.refuse(text("log_in.identity_typed", code=IdentityTyped.code))
    )


def second_factor_field(name: str, label: str) -> Field:
    """A field for six digits that are good for once, so nobody needs to hide them."""
    field = Field(GuardedLineEdit(name, longest=DIGITS, digits_only=True))
    field.show_label(label)
    refuse_identity(field)
    field.edit.too_long.connect(lambda: field.refuse(text("log_in.too_long", limit=DIGITS)))
    return field


class LogInView(QWidget):
    """Three fields and one button. What is secret leaves them with the key that sends it."""

    commanded = Signal(object)

    def __init__(
        self,
        clerk_number: str = "",
        password: str = "",
        shown_digits: Callable[[], str] | None = None,
    ) -> None:
        """Take what the demo fills in: `shown_digits` says what the clerk's own device shows."""
        super().__init__()
        self.setObjectName("logInPage")
        self._screen: LogInScreen | None = None
        self._headline = Words("headline", "title")
        self._subline = Words("subline", "quiet", wraps=True)
        self._channel = Words("loginChannel", "small", wraps=True)
        self._warning = Words("loginChannelWarning", "strong", wraps=True)
        self._clerk = Field(GuardedLineEdit("loginClerkNumber", longest=64))
        self._password = Field(GuardedLineEdit("loginPassword"))
        self._password.edit.hide_what_is_typed()
        self._digits = second_factor_field("loginSecondFactor", text("log_in.second_factor"))
        self._digits.edit.is_deaf_to_scanners = False
        self._shown_digits, self._filled_in = shown_digits, ""
        self._button = KeyButton("loginButton", "primary", height=52)
        self._log_out = KeyButton("logOut")
        self._clerk.show_label(text("log_in.clerk_number"))
        self._password.show_label(text("log_in.password"))
        for field in (self._clerk, self._password):
            refuse_identity(field)
        self._clerk.edit.setText(clerk_number)
        self._password.edit.setText(password)
        self._clerk.edit.returnPressed.connect(self._enter_clerk)
        self._password.edit.returnPressed.connect(self._send)
        self._digits.edit.returnPressed.connect(self._send)
        self._button.clicked.connect(self._send)
        self._log_out.clicked.connect(self._leave)
        self._assemble()

    def _assemble(self) -> None:
        card = Card("logInCard", margin=8)
        card.setFixedWidth(440)
        card.column.setSpacing(space(3))
        for part in (self._headline, self._subline):
            card.column.addWidget(part)
        card.column.addSpacing(space(1))
        card.column.addWidget(self._clerk)
        card.column.addWidget(self._password)
        card.column.addWidget(self._digits)
        card.column.addSpacing(space(2))
        card.column.addWidget(self._button)
        card.column.addWidget(self._log_out)
        for part in (self._channel, self._warning):
            card.column.addWidget(part)
        around = QVBoxLayout(self)
        around.addStretch(4)
        around.addLayout(centred(card))
        around.addStretch(5)

    def render_screen(self, screen: LogInScreen) -> None:
        """A focused field is never written into while somebody types."""
        before, self._screen = self._screen, screen
        if screen == before:
            return
        self._headline.show_words(say(screen.headline))
        self._subline.show_words(say(screen.subline))
        key = "" if screen.is_busy else Key.GO_ON
        self._button.show_face(say(screen.button), key, is_on=not screen.is_busy)
        self._clerk.setVisible(not screen.locked_clerk)
        self._password.setVisible(not screen.is_ended)
        self._button.setVisible(not screen.is_ended)
        self._log_out.setVisible(screen.can_log_out)
        self._log_out.show_face(text("log_in.log_out"), _LOG_OUT)
        self._show_channel(screen)
        self._show_second_factor(screen)
        had_ended = before is not None and before.is_ended
        is_same = before is not None and before.locked_clerk == screen.locked_clerk
        if not is_same or had_ended is not screen.is_ended:
            if screen.locked_clerk:
                self._password.edit.clear()
                self._digits.edit.clear()
            self.take_focus()

    def _show_channel(self, screen: LogInScreen) -> None:
        lines = screen.channel
        self._channel.setVisible(lines is not None)
        self._channel.show_words(say(lines.dates) if lines is not None else "")
        warning = lines.warning if lines is not None else None
        self._warning.setVisible(warning is not None)
        self._warning.show_words(say(warning) if warning is not None else "", Tone.WAITING)

    def _show_second_factor(self, screen: LogInScreen) -> None:
        """Without the gateway nobody can check it, and at some outlets nobody asks for it."""
        was_asked = self._digits.edit.hasFocus()
        self._digits.setVisible(screen.asks_second_factor)
        if screen.asks_second_factor and self._shown_digits is not None:
            self._fill_in(self._shown_digits())
        elif was_asked and not screen.locked_clerk:
            # Whoever has come that far has pressed Enter behind the password.
            self._send()

    def _fill_in(self, digits: str) -> None:
        """The demo's digits, unless a hand has typed others."""
        if self._digits.edit.text() == self._filled_in:
            self._filled_in = digits
            self._digits.edit.setText(digits)

    def take_focus(self) -> None:
        """Give the keys to the first field that is still empty."""
        fields = [each for each in self._fields if each.isVisibleTo(self)]
        if not fields:
            self._log_out.setFocus()
            return
        first = next((each for each in fields if not each.edit.text()), fields[-1])
        first.edit.setFocus()

    @property
    def _fields(self) -> tuple[Field, ...]:
        return self._clerk, self._password, self._digits

    def press(self, key: object) -> None:
        """Enter outside of a field, and F9 to log out where that may be."""
        if key is Key.GO_ON:
            self._send()
        elif key == _LOG_OUT and self._screen is not None and self._screen.can_log_out:
            self._leave()

    @Slot()
    def _enter_clerk(self) -> None:
        if self._password.edit.text():
            self._send()
        else:
            self._password.edit.setFocus()

    @Slot()
    def _send(self) -> None:
        screen = self._screen
        if screen is None or screen.is_busy:
            return
        if screen.is_ended:
            self._leave()
            return
        if any(each.isVisibleTo(self) and not each.edit.text().strip() for each in self._fields):
            self.take_focus()
            return
        if self._shown_digits is not None:
            self._fill_in(self._shown_digits())  # those of a minute ago are worth nothing
        number, password = self._clerk.edit.text().strip(), self._password.edit.text()
        digits = self._digits.edit.text() if screen.asks_second_factor else ""
        # Commands are imported with the first one, not with the first paint.
        from pos_client.application.commands import LogIn, Unlock

        for field in (self._password, self._digits):
            field.edit.clear()
        self._filled_in = ""
        self._password.edit.setFocus()  # for the next try
        asked = Unlock(password) if screen.locked_clerk else LogIn(number, password, digits)
        self.commanded.emit(asked)

    @Slot()
    def _leave(self) -> None:
        from pos_client.application.commands import LogOut

        self.commanded.emit(LogOut())
