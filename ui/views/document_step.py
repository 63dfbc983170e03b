"""A document before the camera: its kind out of a list, its pages one key each, and no field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from pos_client.application.commands import CounterCommand
from pos_client.application.people_commands import (
    DropDocumentImage,
    FinishDocument,
    TakeDocumentImage,
)
from pos_client.domain.document import DocumentImage
from ui.camera.source import FrameSource
from ui.i18n import say, text
from ui.presenters.documents import DocumentPanel
from ui.theme.tokens import space
from ui.views.camera_pane import CameraPane
from ui.widgets.buttons import KeyButton
from ui.widgets.frames import column
from ui.widgets.thumbnails import Thumbnails
from ui.widgets.viewfinder import Viewfinder
from ui.widgets.words import Words

__all__ = ["DocumentStepView"]

_HEIGHT = 380
_SIZE = (1600, 1200)
_KINDS_IN_A_ROW = 4
_TAKE, _DROP = " ", "-"


class DocumentStepView(QWidget):
    """Space takes a page, minus drops the last one, Enter goes on."""

    changed = Signal()
    commanded = Signal(object)

    def __init__(self, make_camera: Callable[[], FrameSource]) -> None:
        super().__init__()
        self.setObjectName("documentPanel")
        self._panel: DocumentPanel | None = None
        self._view = Viewfinder("documentViewfinder", is_of_paper=True)
        self._view.show_name(text("steps.photo_view"))
        self._pane = CameraPane(
            self._view,
            make_camera,
            _hints,
            good="documents.hint_good",
            size=_SIZE,
            again="documentCameraAgain",
        )
        self._pane.changed.connect(self._show_keys)
        self._kinds: list[KeyButton] = []
        self._kind_rows = QGridLayout()
        self._kind_rows.setSpacing(space(2))
        self._pages = Thumbnails("documentPages")
        self._count = Words("documentCount", "small")
        self._take, self._drop = KeyButton("documentTake"), KeyButton("documentDrop")
        self._take.clicked.connect(partial(self.press, _TAKE))
        self._drop.clicked.connect(partial(self.press, _DROP))
        self._assemble()

    def _assemble(self) -> None:
        keys = QHBoxLayout()
        keys.setSpacing(space(3))
        keys.addWidget(self._take)
        keys.addWidget(self._drop)
        keys.addWidget(self._count)
        keys.addStretch(1)
        keys.addWidget(self._pages)
        stack = column(self, gap=2)
        stack.addLayout(self._kind_rows)
        stack.addWidget(self._pane, 1)
        stack.addLayout(keys)
        self.setMinimumHeight(_HEIGHT)

    def render_screen(self, panel: DocumentPanel) -> None:
        if panel == self._panel:
            return
        before, self._panel = self._panel, panel
        self._show_kinds(panel)
        if before is None or before.images != panel.images:
            self._show_pages(panel)
        self._count.show_words(say(panel.count))
        self._show_keys()

    def _show_kinds(self, panel: DocumentPanel) -> None:
        while len(self._kinds) < len(panel.lines):
            key = str(len(self._kinds) + 1)
            button = KeyButton(f"document-{key}")
            button.setCheckable(True)
            button.clicked.connect(partial(self.press, key))
            self._kinds.append(button)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._kind_rows.addWidget(button, *divmod(len(self._kinds) - 1, _KINDS_IN_A_ROW))
        for place, button in enumerate(self._kinds):
            button.setVisible(place < len(panel.lines))
            if place < len(panel.lines):
                line = panel.lines[place]
                button.setChecked(line.is_chosen)
                button.show_face(say(line.label), line.key)

    def _show_pages(self, panel: DocumentPanel) -> None:
        from ui.camera.papers import paper_picture  # late: the window starts without it

        pictures = filter(None, map(paper_picture, panel.images))
        self._pages.show_pictures(tuple(pictures), say(panel.count))

    def _show_keys(self) -> None:
        panel = self._panel
        if panel is None:
            return
        may_take = panel.may_take and self._pane.has_frame
        self._take.show_face(text("documents.take"), text("documents.key_space"), is_on=may_take)
        self._drop.show_face(text("documents.drop"), _DROP, is_on=bool(panel.images))
        self.changed.emit()

    def press(self, key: str) -> None:
        """A digit chooses, Space takes, minus drops, F5 opens a camera again."""
        panel = self._panel
        if panel is None or self._pane.press(key):
            return
        if key == _TAKE:
            self._take_page(panel)
        elif key == _DROP and panel.images:
            self.commanded.emit(DropDocumentImage(len(panel.images)))
        else:
            for line in panel.lines:
                if line.key == key:
                    self.commanded.emit(line.command)

    def _take_page(self, panel: DocumentPanel) -> None:
        """The frame that is shown, marked: no other copy of it is kept anywhere."""
        taken = self._pane.taken
        if taken is None or not panel.may_take:
            return
        from ui.camera.papers import paper_jpeg  # late, as above

        frame, info = taken
        image = DocumentImage(
            jpeg=paper_jpeg(frame, panel.watermark),
            taken_at=datetime.now(UTC),
            camera_id=info.id,
            camera_name=info.name,
            is_simulated=info.is_simulated,
        )
        self.commanded.emit(TakeDocumentImage(image))

    def missing(self) -> str:
        """What the primary key waits for: a kind, a frame, a page."""
        panel = self._panel
        if panel is None or not panel.is_open:
            return text("documents.missing_kind")
        if panel.images:
            return ""
        return text("documents.missing_page" if self._pane.has_frame else "steps.photo_no_frame")

    def command(self) -> CounterCommand | None:
        panel = self._panel
        return FinishDocument() if panel is not None and panel.images else None

    def forget(self) -> None:
        """Nobody's paper stays."""
        self._panel = None
        self._pane.forget()
        self._pages.forget()


def _hints(frame: QImage) -> tuple[str, ...]:
    from ui.camera.papers import hints_of_paper  # late, as above

    return hints_of_paper(frame)
