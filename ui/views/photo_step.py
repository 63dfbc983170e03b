"""The camera's picture, what is wrong with it, and the photo that one key takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QElapsedTimer, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QImage, QShowEvent
from PySide6.QtWidgets import QWidget

from pos_client.application.commands import CounterCommand, TakeLivePhoto
from pos_client.domain.live_photo import LivePhoto
from ui.camera.source import FrameSource
from ui.i18n import say, text
from ui.presenters.keys import Key
from ui.presenters.panels import PhotoPanel
from ui.theme.tokens import Tone
from ui.widgets.buttons import KeyButton
from ui.widgets.frames import column
from ui.widgets.viewfinder import Viewfinder
from ui.widgets.words import Words

__all__ = ["PhotoStepView"]

# After these the camera sends nothing more until somebody opens it again.
_ENDED = ("camera_busy", "camera_changed", "camera_module_missing")
_HINTS_EVERY_MS = 300
_HEIGHT = 380


class PhotoStepView(QWidget):
    """The camera runs only while this step is on the screen."""

    changed = Signal()

    def __init__(self, make_camera: Callable[[], FrameSource]) -> None:
        super().__init__()
        self.setObjectName("photoPanel")
        self._make_camera = make_camera
        self._camera: FrameSource | None = None
        self._panel: PhotoPanel | None = None
        self._frame: QImage | None = None
        self._measured = QElapsedTimer()
        self._reason = Words("photoReason", wraps=True)
        self._left = Words("photoLeft", "small")
        self._view = Viewfinder("viewfinder")
        self._view.show_name(text("steps.photo_view"))
        self._again = KeyButton("cameraAgain")
        self._again.show_face(text("steps.camera_again"), Key.SEND)
        self._again.clicked.connect(self._open_again)
        self._again.hide()
        stack = column(self, gap=2)
        stack.addWidget(self._reason)
        stack.addWidget(self._view, 1)
        stack.addWidget(self._again, 0, Qt.AlignmentFlag.AlignHCenter)
        stack.addWidget(self._left)
        self.setMinimumHeight(_HEIGHT)

    def render_screen(self, panel: PhotoPanel) -> None:
        if panel == self._panel:
            return
        self._panel = panel
        self._frame = None
        self._reason.show_words(say(panel.reason) if panel.reason else "", Tone.WAITING)
        self._reason.setVisible(panel.reason is not None)
        self._left.show_words(say(panel.left))
        self.changed.emit()

    def press(self, key: str) -> None:
        """No letter means anything here; F5 opens a camera again that has given up."""
        if key == Key.SEND and self._again.isVisible():
            self._open_again()

    def missing(self) -> str:
        return "" if self._frame is not None else text("steps.photo_no_frame")

    def command(self) -> CounterCommand | None:
        """Take the photo: the frame that is shown, as it comes from the camera."""
        camera = self._camera
        if self._frame is None or camera is None or camera.info is None:
            return None
        from ui.camera.pictures import jpeg_of  # late: the window starts without it

        info, frame = camera.info, self._frame
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
        self._panel = self._frame = None
        if self._camera is not None:
            self._camera.stop()
        self._view.clear()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._camera is None:
            self._camera = camera = self._make_camera()
            camera.setParent(self)
            camera.frame.connect(self._take_frame)
            camera.lost.connect(self._lost)
        self._again.hide()
        self._camera.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._camera is not None:
            self._camera.stop()
        self._frame = None
        self._view.clear()

    @Slot(object)
    def _take_frame(self, frame: QImage) -> None:
        is_first = self._frame is None
        self._frame = frame
        self._view.show_frame(frame)
        if not self._measured.isValid() or self._measured.elapsed() >= _HINTS_EVERY_MS:
            self._measured.start()
            self._show_hints(frame)
        if is_first:
            self.changed.emit()

    def _show_hints(self, frame: QImage) -> None:
        from ui.camera.hints import hints_of, measure  # late, as above
        from ui.camera.pictures import shrunk

        hints = hints_of(measure(shrunk(frame)))
        words = [text(f"steps.hint_{hint}") for hint in hints]
        self._view.show_hints(words or [text("steps.hint_good")], _tone(bool(hints)))

    @Slot(str)
    def _lost(self, code: str) -> None:
        self._frame = None
        self._view.clear()
        self._view.show_notice(text(f"steps.{code}"))
        self._again.setVisible(code in _ENDED)
        self.changed.emit()

    @Slot()
    def _open_again(self) -> None:
        """Begin the step anew, with whatever camera is there now."""
        self._again.hide()
        self._view.clear()
        if self._camera is not None:
            self._camera.stop()
            self._camera.start()


def _tone(has_hints: bool) -> Tone:
    return Tone.WAITING if has_hints else Tone.GOOD
