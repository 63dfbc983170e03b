"""Frames become photos that fit and hold nothing else; the invented camera looks alive."""

from __future__ import annotations

import random
from io import BytesIO

import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from pos_client.domain.live_photo import LARGEST_PHOTO
from tests.unit.ui.frames import framed
from ui.camera.hints import FRAME_SIZE, hints_of, measure
from ui.camera.pictures import jpeg_of, middle_of, picture_of, shrunk
from ui.camera.simulated import SimulatedCamera


def as_qt(picture: Image.Image) -> QImage:
    rows, (width, height) = picture.tobytes(), picture.size
    return QImage(rows, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def restless(width: int = 640, height: int = 480) -> QImage:
    """Nothing compresses worse."""
    grain = random.Random("grain").randbytes(3 * width * height)
    return QImage(grain, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def jpeg_bytes(picture: Image.Image) -> bytes:
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=90)
    return stream.getvalue()


def opened(jpeg: bytes) -> Image.Image:
    return Image.open(BytesIO(jpeg), formats=("JPEG",))


def test_a_photo_fits_and_is_the_frame() -> None:
    frame = framed("a")
    jpeg = jpeg_of(as_qt(frame))
    assert len(jpeg) <= LARGEST_PHOTO
    photo = opened(jpeg)
    assert photo.size == (640, 480)
    for at in ((20, 20), (333, 110), (320, 460)):
        assert photo.getpixel(at) == pytest.approx(frame.getpixel(at), abs=14)


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        ((1280, 720), (640, 480)),
        ((1920, 1080), (640, 480)),
        ((480, 640), (480, 360)),
        ((320, 240), (320, 240)),
        ((641, 481), (640, 480)),
    ],
)
def test_the_middle_of_a_frame_is_kept_in_one_shape(
    size: tuple[int, int], kept: tuple[int, int]
) -> None:
    assert opened(jpeg_of(as_qt(framed("b").resize(size)))).size == kept


def test_what_is_cut_off_is_the_same_left_and_right() -> None:
    wide = Image.new("RGB", (1280, 720), "red")
    wide.paste("blue", (160, 0, 1120, 720))
    middle = middle_of(as_qt(wide))
    assert (middle.width(), middle.height()) == (960, 720)
    colours = {middle.pixelColor(x, 360).name() for x in (0, 959)}
    assert colours == {"#0000ff"}


def test_the_quality_steps_down_until_it_fits() -> None:
    assert len(jpeg_of(restless())) <= LARGEST_PHOTO
    calm, small = (len(jpeg_of(as_qt(framed("a")), limit)) for limit in (LARGEST_PHOTO, 24_000))
    assert small <= 24_000 < calm


def test_a_frame_that_never_fits_is_refused() -> None:
    with pytest.raises(ValueError, match="no JPEG of this frame has 9000 bytes"):
        jpeg_of(restless(), 9000)


def test_an_empty_frame_is_refused() -> None:
    for make in (jpeg_of, shrunk):
        with pytest.raises(ValueError, match="no picture in this frame"):
            make(QImage())


def test_nothing_but_the_picture_is_in_the_photo() -> None:
    frame = as_qt(framed("a"))
    frame.setText("Author", "林样本")
    jpeg = jpeg_of(frame)
    photo = opened(jpeg)
    assert set(photo.info) == {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
    assert photo.info["dpi"] == (72, 72)  # of no screen
    assert len(photo.getexif()) == 0
    assert b"Exif" not in jpeg
    assert "林样本".encode() not in jpeg


def test_a_photo_can_be_shown_again() -> None:
    jpeg = jpeg_of(as_qt(framed("a")))
    picture = picture_of(jpeg)
    assert (picture.width(), picture.height()) == (640, 480)
    assert picture.pixelColor(20, 20).getRgb()[:3] == opened(jpeg).getpixel((20, 20))


@pytest.mark.parametrize("junk", [b"", b"hello", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"])
def test_what_is_no_jpeg_is_refused(junk: bytes) -> None:
    with pytest.raises(ValueError, match="no JPEG"):
        picture_of(junk)


def test_a_frame_is_measured_as_its_picture_would_be() -> None:
    small = shrunk(as_qt(framed("a")))
    assert len(small) == 3 * FRAME_SIZE[0] * FRAME_SIZE[1]
    assert hints_of(measure(small)) == ()
    assert hints_of(measure(shrunk(as_qt(framed("a", right=-150))))) == ("off_centre",)


def played(camera: SimulatedCamera, qtbot: QtBot, count: int) -> list[QImage]:
    camera._beat.setInterval(0)
    frames: list[QImage] = []
    camera.frame.connect(frames.append)
    camera.start()
    qtbot.waitUntil(lambda: len(frames) >= count)
    camera.stop()
    camera.frame.disconnect(frames.append)
    return frames[:count]


def test_the_invented_camera_shows_what_it_is_given(qapp: QCoreApplication, qtbot: QtBot) -> None:
    camera = SimulatedCamera("演示摄像头")
    camera.show(jpeg_bytes(framed("a")))
    for frame in played(camera, qtbot, 5):
        assert hints_of(measure(shrunk(frame))) == ()
    camera.show_nothing()
    for frame in played(camera, qtbot, 3):
        assert hints_of(measure(shrunk(frame))) == ("nobody",)


def test_its_frames_differ_and_are_the_same_for_the_same_seed(
    qapp: QCoreApplication, qtbot: QtBot
) -> None:
    runs = []
    for _ in range(2):
        camera = SimulatedCamera("演示摄像头", seed="twin")
        camera.show(jpeg_bytes(framed("a")))
        runs.append([bytes(frame.constBits()) for frame in played(camera, qtbot, 4)])
    assert runs[0] == runs[1]
    assert len(set(runs[0])) == 4


def test_it_never_passes_for_a_real_one(qapp: QCoreApplication) -> None:
    camera = SimulatedCamera("演示摄像头", seed="1")
    assert camera.info is None
    told: list[object] = []
    camera.found.connect(told.append)
    camera.start()
    camera.start()
    assert camera.info is not None
    assert camera.info.is_simulated
    assert camera.info.id == "simulated:1"
    assert told == [camera.info]
    camera.stop()
    assert camera.info is None


def test_it_takes_bytes_of_a_picture_and_no_path(qapp: QCoreApplication) -> None:
    camera = SimulatedCamera("演示摄像头")
    with pytest.raises(ValueError, match="no JPEG"):
        camera.show(b"portrait.jpg")
    with pytest.raises(TypeError):
        camera.show("portrait.jpg")  # type: ignore[arg-type]
