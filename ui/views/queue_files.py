"""Taking the sealed queue along, and taking another counter's in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from pos_client.application.commands import ExportQueue, ImportQueue
from pos_client.application.news import QueueExported, QueueImported
from ui.i18n import say, text
from ui.presenters.queue import present_file
from ui.theme.tokens import space
from ui.widgets.buttons import KeyButton
from ui.widgets.line_edit import guard
from ui.widgets.words import Words

__all__ = ["QueueFiles"]

_EXPORT, _IMPORT = "F11", "F12"
_Command = type[ExportQueue] | type[ImportQueue]


class QueueFiles(QWidget):
    """The program names the file itself: of a name nobody needs to type anything."""

    commanded = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._export, self._import = KeyButton("exportQueue"), KeyButton("importQueue")
        self._export.show_face(text("queue.export"), _EXPORT)
        self._import.show_face(text("queue.import"), _IMPORT)
        self._export.clicked.connect(self._choose_folder)
        self._import.clicked.connect(self._choose_file)
        self._done = Words("queueFileDone", "small")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(2))
        row.addWidget(self._done, 1)
        row.addWidget(self._export)
        row.addWidget(self._import)

    def press(self, key: object) -> None:
        """F11 takes the queue along, F12 takes another one in, where they are shown."""
        if self.isHidden():
            return
        if key == _EXPORT:
            self._choose_folder()
        elif key == _IMPORT:
            self._choose_file()

    def show_done(self, news: object) -> None:
        """Say what came of it."""
        if isinstance(news, QueueExported | QueueImported):
            self._done.show_words(say(present_file(news)))

    def clear(self) -> None:
        """Somebody looks anew."""
        self._done.show_words("")

    @Slot()
    def _choose_folder(self) -> None:
        self._ask(
            "exportDialog",
            "queue.export_title",
            QFileDialog.FileMode.Directory,
            ExportQueue,
        )

    @Slot()
    def _choose_file(self) -> None:
        self._ask(
            "importDialog",
            "queue.import_title",
            QFileDialog.FileMode.ExistingFile,
            ImportQueue,
        )

    def _ask(self, name: str, title: str, mode: QFileDialog.FileMode, command: _Command) -> None:
        if self.findChild(QFileDialog) is not None:  # a key pressed twice
            return
        dialog = QFileDialog(self, text(title))
        dialog.setObjectName(name)
        dialog.setFileMode(mode)
        # Qt's own dialog, read only: its line edits can be guarded like ours.
        dialog.setOptions(QFileDialog.Option.DontUseNativeDialog | QFileDialog.Option.ReadOnly)
        for edit in dialog.findChildren(QLineEdit):
            guard(edit)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.commanded.emit(command(chosen)))
        dialog.open()
