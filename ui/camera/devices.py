"""Cameras that are plugged into this machine, by way of Qt's multimedia."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QLoggingCategory, QObject, QTimer, Signal, Slot

from ui.camera.source import CameraInfo, FrameSource
from ui.camera.virtual_cameras import is_virtual_camera, is_without_hardware

if TYPE_CHECKING:
    from PySide6.QtMultimedia import (
        QCamera,
        QCameraDevice,
        QCameraFormat,
        QMediaCaptureSession,
        QVideoSink,
    )

__all__ = ["DeviceCamera", "PluggedCameras", "has_real_camera"]

_PACE_MS = 60
_SILENCE_MS = 5_000
_SMALLEST = (640, 480)
_SLOWEST_FPS = 10
# It tells at length which libraries for screens and films are missing; no camera needs them.
_QUIET = "qt.multimedia.symbolsresolver=false\nqt.multimedia.ffmpeg=false"


class PluggedCameras(QObject):
    """What the operating system lists, and how one of the list is opened.

    Raises:
        ImportError: Qt's multimedia is not installed.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        QLoggingCategory.setFilterRules(_QUIET)
        from PySide6.QtMultimedia import QMediaDevices

        self._devices = QMediaDevices(self)
        self._devices.videoInputsChanged.connect(self.changed)

    def listed(self) -> tuple[CameraInfo, ...]:
        """All of them, the one that the system prefers first."""
        devices = self._devices.videoInputs()
        devices.sort(key=lambda device: not device.isDefault())
        return tuple(_info(device) for device in devices)

    def opened(self, info: CameraInfo, size: tuple[int, int] = _SMALLEST) -> QCamera | None:
        """A camera that can be started; None if it is gone or somebody else has it."""
        from PySide6.QtMultimedia import QCamera

        for device in self._devices.videoInputs():
            if _info(device) == info:
                camera = QCamera(device)
                if camera.error() is QCamera.Error.NoError:
                    camera.setCameraFormat(_best(device, size))
                    return camera
                camera.deleteLater()
        return None


class DeviceCamera(FrameSource):
    """The camera of this counter. Qt's multimedia is loaded when it is started first.

    What `lost` may say: `camera_module_missing`, `camera_missing`, `camera_virtual` (only programs
    pose as cameras here), `camera_busy` (nothing comes from it, as when another program has it),
    `camera_lost` (it was pulled out or went silent; nothing need be done when it is plugged in
    again), `camera_changed` (another one is plugged in than the one that has sent; what was begun
    has to begin again).
    """

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        name: str = "",
        find: Callable[[QObject], PluggedCameras] = PluggedCameras,
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._find = find
        self._size = _SMALLEST
        self._plugged: PluggedCameras | None = None
        self._session: QMediaCaptureSession | None = None
        self._sink: QVideoSink | None = None
        self._camera: QCamera | None = None
        self._info: CameraInfo | None = None
        self._known: CameraInfo | None = None
        self._told = ""
        self._is_wanted = False
        self._has_sent = False
        self._pace = QTimer(self)
        self._pace.setSingleShot(True)
        self._pace.setInterval(_PACE_MS)
        self._pace.timeout.connect(self._send)
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.setInterval(_SILENCE_MS)
        self._silence.timeout.connect(self._fail)

    @property
    def info(self) -> CameraInfo | None:
        return self._info

    def prefer(self, size: tuple[int, int]) -> None:
        self._size = size

    def start(self) -> None:
        if self._is_wanted:
            return
        self._is_wanted = True
        self._known = None
        self._told = ""
        if self._plugged is None and not self._load():
            self._lose("camera_module_missing")
            return
        self._look()

    def stop(self) -> None:
        self._is_wanted = False
        self._known = None
        self._close()

    def _load(self) -> bool:
        try:
            self._plugged = self._find(self)
            from PySide6.QtMultimedia import QMediaCaptureSession, QVideoSink
        except ImportError:
            self._plugged = None
            return False
        self._plugged.changed.connect(self._look)
        self._sink = QVideoSink(self)
        # A camera may send from a thread of its own; the slot is ours, so Qt queues.
        self._sink.videoFrameChanged.connect(self._arrived)
        self._session = QMediaCaptureSession(self)
        self._session.setVideoSink(self._sink)
        return True

    @Slot()
    def _look(self) -> None:
        """See what is plugged in: at the start, and whenever that has changed."""
        if not self._is_wanted or self._plugged is None:
            return
        listed = self._plugged.listed()
        if self._info in listed:
            return
        self._close()
        real = [each for each in listed if not _is_program(each)]
        real = [each for each in real if self._name in (each.name, each.id)] or real
        if self._known is None and real:
            self._open(real[0])
        elif self._known is None:
            self._lose("camera_virtual" if listed else "camera_missing")
        elif self._known in real:
            self._open(self._known)
        elif real:
            self._give_up("camera_changed")
        else:
            self._lose("camera_lost")

    def _open(self, info: CameraInfo) -> None:
        if self._plugged is None or self._session is None:
            return
        camera = self._plugged.opened(info, self._size)
        if camera is None:
            self._give_up("camera_busy")
            return
        self._camera, self._info, self._known = camera, info, info
        self._has_sent = False
        camera.errorOccurred.connect(self._fail)
        self._session.setCamera(camera)
        self._silence.start()
        camera.start()
        if self._camera is not None:  # else it failed already
            self._told = ""
            self.found.emit(info)

    def _close(self) -> None:
        """Let the camera go, and the last picture with it."""
        self._pace.stop()
        self._silence.stop()
        self._info = None
        camera, self._camera = self._camera, None
        if camera is None or self._session is None or self._sink is None:
            return
        from PySide6.QtMultimedia import QVideoFrame

        camera.errorOccurred.disconnect(self._fail)
        camera.stop()
        self._session.setCamera(None)  # type: ignore[arg-type]  # None lets go of it
        camera.deleteLater()
        self._sink.setVideoFrame(QVideoFrame())

    @Slot()
    def _arrived(self) -> None:
        if self._camera is None:
            return
        self._silence.start()
        if not self._pace.isActive():
            self._pace.start()

    @Slot()
    def _send(self) -> None:
        """Send the newest frame; those between two beats are not even unpacked."""
        if self._camera is None or self._sink is None:
            return
        image = self._sink.videoFrame().toImage()
        if not image.isNull():
            self._has_sent = True
            self.frame.emit(image)

    @Slot()
    def _fail(self) -> None:
        """Somebody else has it, it went silent, or it was pulled out before the list says so."""
        if self._camera is None:
            return
        had_sent = self._has_sent
        self._close()
        if had_sent:
            self._lose("camera_lost")
        else:
            self._give_up("camera_busy")

    def _give_up(self, code: str) -> None:
        self._is_wanted = False
        self._lose(code)

    def _lose(self, code: str) -> None:
        if code != self._told:
            self._told = code
            self.lost.emit(code)


def _info(device: QCameraDevice) -> CameraInfo:
    camera_id = bytes(device.id().data()).decode("utf-8", "replace")
    return CameraInfo(camera_id, device.description(), is_simulated=False)


def has_real_camera(*, find: Callable[[QObject | None], PluggedCameras] = PluggedCameras) -> bool:
    """Whether a camera is plugged in that is no program. Loads Qt's multimedia."""
    try:
        plugged = find(None)
    except ImportError:
        return False
    return any(not _is_program(each) for each in plugged.listed())


def _is_program(info: CameraInfo) -> bool:
    return is_virtual_camera(info.name, info.id) or is_without_hardware(info.id)


def _best(device: QCameraDevice, size: tuple[int, int]) -> QCameraFormat:
    """The smallest picture that is large enough, for less to unpack; else the largest there is."""
    from PySide6.QtMultimedia import QCameraFormat

    usable = [each for each in device.videoFormats() if _is_at_least(each, _SMALLEST)]
    fit = [each for each in usable if _is_at_least(each, size)]
    return min(fit, key=_area) if fit else max(usable, key=_area, default=QCameraFormat())


def _is_at_least(each: QCameraFormat, size: tuple[int, int]) -> bool:
    """Whether its frames are so large, and come quickly enough."""
    wide, high = each.resolution().width(), each.resolution().height()
    return wide >= size[0] and high >= size[1] and each.maxFrameRate() >= _SLOWEST_FPS


def _area(each: QCameraFormat) -> int:
    return each.resolution().width() * each.resolution().height()
