"""What every camera promises, so that a page need not know which one it has."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

__all__ = ["CameraInfo", "FrameSource"]


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """Which camera it is.

    Attributes:
        id: what the operating system calls it; `simulated:` leads an invented one.
        name: what a person calls it.
    """

    id: str
    name: str
    is_simulated: bool


class FrameSource(QObject):
    """Something that sends frames between `start` and `stop`.

    Signals:
        frame: a QImage, upright and not mirrored.
        found: the `CameraInfo` of the camera that sends from now on, also after it came back.
        lost: a code, once for each loss; the source goes on looking unless it is stopped. After
            `camera_changed` and `camera_busy` nothing comes any more until it is started again.
    """

    frame = Signal(object)
    found = Signal(object)
    lost = Signal(str)

    @property
    def info(self) -> CameraInfo | None:
        """The camera that sends; None while there is none."""
        raise NotImplementedError

    def prefer(self, size: tuple[int, int]) -> None:
        """Send frames of at least this width and height from the next start on, if it can.

        A source that has one size only keeps to it.
        """

    def start(self) -> None:
        """Begin to send. A second call changes nothing."""
        raise NotImplementedError

    def stop(self) -> None:
        """Send nothing more and let the camera's light go out."""
        raise NotImplementedError
