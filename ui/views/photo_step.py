"""The camera's picture of the customer, and the photo that one key takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from pos_client.application.commands import CounterCommand, TakeLivePhoto
from pos_client.domain.live_photo import LivePhoto
from ui.camera.source import FrameSource
from ui.i18n import say, text
from ui.presenters.panels import PhotoPanel
from ui.theme.tokens import Tone
from ui.views.camera_pane import CameraPane
from ui.widgets.frames import column
from ui.widgets.viewfinder import Viewfinder
from ui.widgets.words import Words

__all__ = ["PhotoStepView"]

_HEIGHT = 380
_SIZE = (640, 480)


class PhotoStepView(QWidget):
    """The camera runs only while this step is on the screen."""

    changed = Signal()

    def __init__(self, make_camera: Callable[[], FrameSource]) -> None:
        super().__init__()
        self.setObjectName("photoPanel")
        self._panel: PhotoPanel | None = None
        self._reason = Words("photoReason", wraps=True)
        self._left = Words("photoLeft", "small")
        self._view = Viewfinder("viewfinder")
        self._view.show_name(text("steps.photo_view"))
        self._pane = CameraPane(self._view, make_camera, _hints, good="steps.hint_good", size=_SIZE)
        self._pane.changed.connect(self.changed)
        stack = column(self, gap=2)
        stack.addWidget(self._reason)
        stack.addWidget(self._pane, 1)
        stack.addWidget(self._left)
        self.setMinimumHeight(_HEIGHT)

    def render_screen(self, panel: PhotoPanel) -> None:
        if panel == self._panel:
            return
        self._panel = panel
        self._pane.drop_frame()
        self._reason.show_words(say(panel.reason) if panel.reason else "", Tone.WAITING)
        self._reason.setVisible(panel.reason is not None)
        self._left.show_words(say(panel.left))
        self.changed.emit()

    def press(self, key: str) -> None:
        """No letter means anything here; F5 opens a camera again that has given up."""
        self._pane.press(key)

    def missing(self) -> str:
        return "" if self._pane.has_frame else text("steps.photo_no_frame")

    def command(self) -> CounterCommand | None:
        """Take the photo: the frame that is shown, as it comes from the camera."""
        taken = self._pane.taken
        if taken is None:
            return None
        from ui.camera.pictures import jpeg_of  # late: the window starts without it

        frame, info = taken
        self._view.show_still(frame)
        photo = LivePhoto(
            jpeg=jpeg_of(frame),
            taken_at=datetime.now(UTC),
            camera_id=info.id,
            camera_name=info.name,
            is_simulated=info.is_simulated,
        )
        return TakeLivePhoto(photo)

    def forget(self) -> None:
        """Nobody's picture stays."""
        self._panel = None
        self._pane.forget()


def _hints(frame: QImage) -> Sequence[str]:
    from ui.camera.hints import hints_of, measure  # late, as above
    from ui.camera.pictures import shrunk

    return hints_of(measure(shrunk(frame)))
