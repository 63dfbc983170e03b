"""Making this computer a device: the carrier's file and a one-time code."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pos_client.application.commands import Enrol
from ui.i18n import text
from ui.presenters.first import EnrolmentScreen
from ui.presenters.keys import Key
from ui.theme.tokens import space
from ui.views.log_in import refuse_identity
from ui.widgets.buttons import KeyButton
from ui.widgets.frames import Card, centred
from ui.widgets.line_edit import Field, GuardedLineEdit, guard
from ui.widgets.words import Words

__all__ = ["EnrolmentView"]

_BROWSE = "F9"


class EnrolmentView(QWidget):
    """The code leaves its field with the key that sends it."""

    commanded = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("enrolmentPage")
        self._screen: EnrolmentScreen | None = None
        self._file = Field(GuardedLineEdit("enrolGatewayFile", longest=4096))
        self._code = Field(GuardedLineEdit("enrolCode"))
        self._code.edit.hide_what_is_typed()
        self._browse = KeyButton("enrolBrowse")
        self._browse.show_face(text("log_in.browse"), _BROWSE)
        self._button = KeyButton("enrolButton", "primary", height=52)
        self._file.show_label(text("log_in.gateway_file"))
        self._code.show_label(text("log_in.code"))
        for field in (self._file, self._code):
            refuse_identity(field)
        self._file.edit.returnPressed.connect(self._code.edit.setFocus)
        self._code.edit.returnPressed.connect(self._send)
        self._button.clicked.connect(self._send)
        self._browse.clicked.connect(self._choose_file)
        self._assemble()

    def _assemble(self) -> None:
        card = Card("enrolmentCard", margin=8)
        card.setFixedWidth(600)
        card.column.setSpacing(space(3))
        headline = Words("headline", "title", wraps=True)
        headline.show_words(text("log_in.enrol_headline"))
        subline = Words("subline", "quiet", wraps=True)
        subline.show_words(text("log_in.enrol_subline"))
        hint = Words("enrolHint", "small", wraps=True)
        hint.show_words(text("log_in.enrol_hint"))
        row = QHBoxLayout()
        row.addWidget(self._file, 1)
        row.addWidget(self._browse, 0, Qt.AlignmentFlag.AlignBottom)
        card.column.addWidget(headline)
        card.column.addWidget(subline)
        card.column.addLayout(row)
        card.column.addWidget(self._code)
        card.column.addWidget(hint)
        card.column.addWidget(self._button)
        around = QVBoxLayout(self)
        around.addStretch(4)
        around.addLayout(centred(card))
        around.addStretch(5)

    def render_screen(self, screen: EnrolmentScreen) -> None:
        if screen == self._screen:
            return
        self._screen = screen
        words = text("frame.enrolling" if screen.is_busy else "log_in.enrol_button")
        key = "" if screen.is_busy else Key.GO_ON
        self._button.show_face(words, key, is_on=not screen.is_busy)

    def take_focus(self) -> None:
        (self._code if self._file.edit.text() else self._file).edit.setFocus()

    def press(self, key: object) -> None:
        """Enter outside of a field, and F9 for the file."""
        if key is Key.GO_ON:
            self._send()
        elif key == _BROWSE:
            self._choose_file()

    @Slot()
    def _send(self) -> None:
        file, code = self._file.edit.text().strip(), self._code.edit.text().strip()
        if self._screen is None or self._screen.is_busy:
            return
        if not file or not code:
            self.take_focus()
            return
        self._code.edit.clear()
        self.commanded.emit(Enrol(file, code))

    @Slot()
    def _choose_file(self) -> None:
        if self.findChild(QFileDialog) is not None:  # a key pressed twice
            return
        dialog = QFileDialog(self, text("log_in.browse_title"), "", text("log_in.browse_filter"))
        dialog.setObjectName("enrolDialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        # Qt's own dialog, read only: its line edits can be guarded like ours.
        dialog.setOptions(QFileDialog.Option.DontUseNativeDialog | QFileDialog.Option.ReadOnly)
        for edit in dialog.findChildren(QLineEdit):
            guard(edit)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._file.edit.setText)
        dialog.open()
