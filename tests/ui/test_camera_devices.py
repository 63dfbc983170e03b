"""Frames of a real capture session, and what is said when the camera is not what it should be.

No machine that runs tests has a camera, so the list of what is plugged in is ours, and frames are
put into the session where a camera would put them. Session, sink and `QCamera` are Qt's own.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QColor, QImage
from PySide6.QtMultimedia import QCamera, QVideoFrame, QVideoFrameInput
from pytestqt.qtbot import QtBot

from tests.unit.house import tree
from ui.camera.devices import DeviceCamera, PluggedCameras
from ui.camera.source import CameraInfo

pytestmark = pytest.mark.qt_log_ignore("No RHI backend", extend=True)

BUILT_IN = CameraInfo("/dev/video0", "Integrated Camera", is_simulated=False)
WEBCAM = CameraInfo("/dev/video2", "HD Pro Webcam C920", is_simulated=False)
PROGRAM = CameraInfo("/dev/video9", "OBS Virtual Camera", is_simulated=False)


class Desk(PluggedCameras):
    """A counter at which the test plugs cameras in and out."""

    def __init__(self, parent: QObject, plugged: list[CameraInfo]) -> None:
        super().__init__(parent)
        self.plugged = plugged
        self.is_taken = False
        self.cameras: list[QCamera] = []
        self.sizes: list[tuple[int, int]] = []

    def listed(self) -> tuple[CameraInfo, ...]:
        return tuple(self.plugged)

    def opened(self, info: CameraInfo, size: tuple[int, int]) -> QCamera | None:
        if self.is_taken:
            return None
        assert info in self.plugged
        self.sizes.append(size)
        self.cameras.append(QCamera())
        return self.cameras[-1]

    def plug(self, *cameras: CameraInfo) -> None:
        self.plugged[:] = cameras
        self.changed.emit()


class Counter:
    """A camera, and all that it said."""

    def __init__(self, *plugged: CameraInfo) -> None:
        self.desk: Desk | None = None
        self.plugged = list(plugged)
        self.camera = DeviceCamera(find=self._find)
        self.said: list[str] = []
        self.camera.lost.connect(self.said.append)
        self.camera.found.connect(lambda info: self.said.append(info.name))
        self.frames: list[QImage] = []
        self.camera.frame.connect(self.frames.append)
        self._light: QVideoFrameInput | None = None

    def _find(self, parent: QObject) -> Desk:
        self.desk = Desk(parent, self.plugged)
        return self.desk

    def plug(self, *cameras: CameraInfo) -> None:
        assert self.desk is not None
        self.desk.plug(*cameras)

    def see(self, qtbot: QtBot, colour: str) -> QColor:
        """Let the lens see a colour, and tell what came out."""
        self.put(colour)
        before = len(self.frames)
        qtbot.waitUntil(lambda: len(self.frames) > before)
        return self.frames[-1].pixelColor(320, 240)

    def put(self, colour: str) -> None:
        session = self.camera._session
        assert session is not None
        if self._light is None:
            self._light = QVideoFrameInput(self.camera)
            session.setVideoFrameInput(self._light)
        image = QImage(640, 480, QImage.Format.Format_RGB32)
        image.fill(QColor(colour))
        assert self._light.sendVideoFrame(QVideoFrame(image))

    def fail(self) -> None:
        """What Qt says when a camera cannot go on."""
        assert self.desk is not None
        self.desk.cameras[-1].errorOccurred.emit(QCamera.Error.CameraError, "No such device")


@pytest.fixture
def at_counter(qapp: QCoreApplication) -> Iterator[Callable[..., Counter]]:
    made: list[Counter] = []

    def make(*plugged: CameraInfo) -> Counter:
        made.append(Counter(*plugged))
        return made[-1]

    yield make
    for counter in made:
        counter.camera.stop()
        counter.camera.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_what_the_camera_sees_comes_out(at_counter: Callable[..., Counter], qtbot: QtBot) -> None:
    counter = at_counter(BUILT_IN)
    counter.camera.start()
    assert counter.said == ["Integrated Camera"]
    assert counter.camera.info == BUILT_IN
    assert counter.see(qtbot, "#c02020").red() > 150
    assert counter.see(qtbot, "#2020c0").blue() > 150
    assert (counter.frames[-1].width(), counter.frames[-1].height()) == (640, 480)


def test_after_the_stop_nothing_comes_and_nothing_is_kept(
    at_counter: Callable[..., Counter], qtbot: QtBot
) -> None:
    counter = at_counter(BUILT_IN)
    counter.camera.start()
    counter.see(qtbot, "red")
    counter.put("green")
    counter.camera.stop()
    before = len(counter.frames)
    sink = counter.camera._sink
    assert sink is not None
    assert not sink.videoFrame().isValid()
    assert counter.camera.info is None
    QCoreApplication.processEvents()
    assert not counter.camera._pace.isActive()
    assert len(counter.frames) == before
    counter.plug()
    assert counter.said == ["Integrated Camera"]


@pytest.mark.parametrize(
    ("plugged", "said"),
    [
        ([], "camera_missing"),
        ([PROGRAM], "camera_virtual"),
        ([PROGRAM, WEBCAM], "HD Pro Webcam C920"),
        ([BUILT_IN, WEBCAM], "Integrated Camera"),
    ],
)
def test_the_first_real_camera_is_taken(
    at_counter: Callable[..., Counter], plugged: list[CameraInfo], said: str
) -> None:
    counter = at_counter(*plugged)
    counter.camera.start()
    assert counter.said == [said]
    counter.plug(*plugged)
    assert counter.said == [said]


def test_a_camera_that_is_plugged_in_late_is_found(
    at_counter: Callable[..., Counter], qtbot: QtBot
) -> None:
    counter = at_counter()
    counter.camera.start()
    counter.plug(PROGRAM)
    counter.plug(PROGRAM, WEBCAM)
    assert counter.said == ["camera_missing", "camera_virtual", "HD Pro Webcam C920"]
    assert counter.see(qtbot, "lime").green() > 200


def test_a_camera_that_another_program_has_is_told_and_may_be_tried_again(
    at_counter: Callable[..., Counter],
) -> None:
    counter = at_counter(BUILT_IN)
    counter.camera.start()
    counter.camera.stop()
    assert counter.desk is not None
    counter.desk.is_taken = True
    counter.camera.start()
    counter.desk.is_taken = False
    counter.camera.start()
    assert counter.said == ["Integrated Camera", "camera_busy", "Integrated Camera"]


def test_a_camera_that_fails_before_its_first_frame_is_busy(
    at_counter: Callable[..., Counter],
) -> None:
    counter = at_counter(BUILT_IN)
    counter.camera.start()
    counter.fail()
    assert counter.said == ["Integrated Camera", "camera_busy"]
    assert counter.camera.info is None


def test_a_camera_that_stays_silent_is_busy(
    at_counter: Callable[..., Counter], qtbot: QtBot
) -> None:
    counter = at_counter(BUILT_IN)
    counter.camera._silence.setInterval(1)
    with qtbot.waitSignal(counter.camera.lost) as told:
        counter.camera.start()
    assert told.args == ["camera_busy"]


def test_a_camera_that_falls_silent_is_lost(
    at_counter: Callable[..., Counter], qtbot: QtBot
) -> None:
    counter = at_counter(BUILT_IN)
    counter.camera.start()
    counter.see(qtbot, "red")
    counter.camera._silence.setInterval(1)
    with qtbot.waitSignal(counter.camera.lost) as told:
        counter.put("red")
    assert told.args == ["camera_lost"]


def test_pulling_it_out_is_told_once_and_the_same_one_goes_on(
    at_counter: Callable[..., Counter], qtbot: QtBot
) -> None:
    counter = at_counter(WEBCAM)
    counter.camera.start()
    counter.see(qtbot, "red")
    counter.fail()
    counter.plug()
    counter.plug(PROGRAM)
    assert counter.said == ["HD Pro Webcam C920", "camera_lost"]
    assert counter.camera.info is None
    counter.plug(PROGRAM, WEBCAM)
    assert counter.said == ["HD Pro Webcam C920", "camera_lost", "HD Pro Webcam C920"]
    assert counter.see(qtbot, "blue").blue() > 200
    counter.plug()
    assert counter.said[3:] == ["camera_lost"]


def test_another_camera_in_its_place_begins_the_step_again(
    at_counter: Callable[..., Counter], qtbot: QtBot
) -> None:
    counter = at_counter(WEBCAM)
    counter.camera.start()
    counter.see(qtbot, "red")
    counter.plug()
    counter.plug(BUILT_IN)
    counter.plug(BUILT_IN, WEBCAM)
    assert counter.said == ["HD Pro Webcam C920", "camera_lost", "camera_changed"]
    assert counter.camera.info is None
    counter.camera.start()
    assert counter.said[3:] == ["Integrated Camera"]


def test_a_swap_in_one_moment_is_a_change_and_no_loss(
    at_counter: Callable[..., Counter],
) -> None:
    counter = at_counter(WEBCAM)
    counter.camera.start()
    counter.plug(CameraInfo(WEBCAM.id, "Another Webcam", is_simulated=False))
    assert counter.said == ["HD Pro Webcam C920", "camera_changed"]


def test_a_second_camera_beside_it_changes_nothing(at_counter: Callable[..., Counter]) -> None:
    counter = at_counter(WEBCAM)
    counter.camera.start()
    counter.plug(BUILT_IN, WEBCAM)
    counter.camera.start()
    assert counter.said == ["HD Pro Webcam C920"]


def test_without_qts_multimedia_it_says_so(
    at_counter: Callable[..., Counter], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)
    camera = DeviceCamera()
    said: list[str] = []
    camera.lost.connect(said.append)
    camera.start()
    assert said == ["camera_module_missing"]
    camera.deleteLater()


def test_the_list_of_this_machine_can_be_read(qapp: QCoreApplication) -> None:
    plugged = PluggedCameras()
    stranger = CameraInfo("/dev/nowhere", "Nobody's", is_simulated=False)
    assert stranger not in plugged.listed()
    assert plugged.opened(stranger) is None


def test_qts_multimedia_is_not_loaded_before_a_camera_is_started() -> None:
    program = (
        "import sys; from PySide6.QtCore import QCoreApplication; app = QCoreApplication([]);"
        "from ui.camera.devices import DeviceCamera; camera = DeviceCamera(); camera.stop();"
        "print([name for name in sys.modules if 'Multimedia' in name])"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=tree.ROOT, capture_output=True, text=True, timeout=60
    )
    assert (run.stdout.strip(), run.stderr) == ("[]", "")


def test_a_camera_is_asked_for_frames_as_large_as_the_page_needs(
    at_counter: Callable[..., Counter],
) -> None:
    counter = at_counter(WEBCAM)
    counter.camera.start()
    counter.camera.stop()
    counter.camera.prefer((1600, 1200))
    counter.camera.start()
    assert counter.desk.sizes == [(640, 480), (1600, 1200)]
