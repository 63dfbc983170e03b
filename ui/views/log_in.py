"""Log-in and lock: the first thing that stands on the screen."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_client.application.case_trouble import IdentityTyped
from ui.i18n import say, text
from ui.presenters.first import LogInScreen
from ui.presenters.keys import Key
from ui.theme.tokens import space
from ui.widgets.buttons import KeyButton
from ui.widgets.frames import Card, centred
from ui.widgets.line_edit import Field, GuardedLineEdit
from ui.widgets.words import Words

__all__ = ["LogInView", "refuse_identity"]


def refuse_identity(field: Field) -> None:
    """Let a field say why it emptied itself."""
    field.edit.identity_refused.connect(
        lambda: field.refuse(text("log_in.identity_typed", code=IdentityTyped.code))
    )


class LogInView(QWidget):
    """Two fields and one button. The password leaves the field with the key that sends it."""

    commanded = Signal(object)

    def __init__(self, clerk_number: str = "", password: str = "") -> None:
        super().__init__()
        self.setObjectName("logInPage")
        self._screen: LogInScreen | None = None
        self._headline = Words("headline", "title")
        self._subline = Words("subline", "quiet", wraps=True)
        self._clerk = Field(GuardedLineEdit("loginClerkNumber", longest=64))
        self._password = Field(GuardedLineEdit("loginPassword"))
        self._password.edit.hide_what_is_typed()
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
        card.column.addSpacing(space(2))
        card.column.addWidget(self._button)
        card.column.addWidget(self._log_out)
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
        self._log_out.setVisible(screen.can_log_out)
        self._log_out.show_face(text("log_in.log_out"), "")
        if before is None or before.locked_clerk != screen.locked_clerk:
            if screen.locked_clerk:
                self._password.edit.clear()
            self.take_focus()

    def take_focus(self) -> None:
        """Give the keys to the first field that is still empty."""
        is_first = self._clerk.isVisibleTo(self) and not self._clerk.edit.text()
        (self._clerk if is_first else self._password).edit.setFocus()

    def press(self, key: object) -> None:
        """Enter outside of a field."""
        if key is Key.GO_ON:
            self._send()

    @Slot()
    def _enter_clerk(self) -> None:
        if self._password.edit.text():
            self._send()
        else:
            self._password.edit.setFocus()

    @Slot()
    def _send(self) -> None:
        screen, password = self._screen, self._password.edit.text()
        if screen is None or screen.is_busy:
            return
        number = self._clerk.edit.text().strip()
        if not password or not (screen.locked_clerk or number):
            self.take_focus()
            return
        # Commands are imported with the first one, not with the first paint.
        from pos_client.application.commands import LogIn, Unlock

        self._password.edit.clear()
        self.commanded.emit(Unlock(password) if screen.locked_clerk else LogIn(number, password))

    @Slot()
    def _leave(self) -> None:
        from pos_client.application.commands import LogOut

        self.commanded.emit(LogOut())
