"""The picture of the counter's camera while a step shows it, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QElapsedTimer, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QImage, QShowEvent
from PySide6.QtWidgets import QWidget

from ui.camera.source import CameraInfo, FrameSource
from ui.i18n import text
from ui.presenters.keys import Key
from ui.theme.tokens import Tone
from ui.widgets.buttons import KeyButton
from ui.widgets.frames import column
from ui.widgets.viewfinder import Viewfinder

__all__ = ["CameraPane"]

# After these the camera sends nothing more until somebody opens it again.
_ENDED = ("camera_busy", "camera_changed", "camera_module_missing")
_HINTS_EVERY_MS = 300


class CameraPane(QWidget):
    """The camera runs only while the pane is on the screen.

    Args:
        find_hints: what to mind about a frame, by the endings of `steps.hint_...`.
        good: what is said of a frame that is as it should be.
        size: frames of at least this width and height are asked for.
    """

    changed = Signal()

    def __init__(
        self,
        view: Viewfinder,
        make_camera: Callable[[], FrameSource],
        find_hints: Callable[[QImage], Sequence[str]],
        *,
        good: str,
        size: tuple[int, int],
        again: str = "cameraAgain",
    ) -> None:
        super().__init__()
        self._make_camera = make_camera
        self._find_hints = find_hints
        self._good, self._size = good, size
        self._camera: FrameSource | None = None
        self._frame: QImage | None = None
        self._measured = QElapsedTimer()
        self._view = view
        self._again = KeyButton(again)
        self._again.show_face(text("steps.camera_again"), Key.SEND)
        self._again.clicked.connect(self._open_again)
        self._again.hide()
        stack = column(self, gap=2)
        stack.addWidget(self._view, 1)
        stack.addWidget(self._again, 0, Qt.AlignmentFlag.AlignHCenter)

    @property
    def taken(self) -> tuple[QImage, CameraInfo] | None:
        """The frame that is shown, and the camera it comes from; None while there is none."""
        info = self._camera.info if self._camera is not None else None
        return None if self._frame is None or info is None else (self._frame, info)

    @property
    def has_frame(self) -> bool:
        return self._frame is not None

    def drop_frame(self) -> None:
        """Wait for the next one."""
        self._frame = None

    def press(self, key: str) -> bool:
        """Whether F5 has opened a camera again that had given up."""
        if key != Key.SEND or not self._again.isVisible():
            return False
        self._open_again()
        return True

    def forget(self) -> None:
        """Nobody's picture stays."""
        self._frame = None
        if self._camera is not None:
            self._camera.stop()
        self._view.clear()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._camera is None:
            self._camera = camera = self._make_camera()
            camera.setParent(self)
            camera.prefer(self._size)
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
        words = [text(f"steps.hint_{hint}") for hint in self._find_hints(frame)]
        tone = Tone.WAITING if words else Tone.GOOD
        self._view.show_hints(words or [text(self._good)], tone)

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
