"""From a frame to the photo that is kept, to the picture shown of it, and to what is measured."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from pos_client.domain.live_photo import LARGEST_PHOTO
from ui.camera.codec import read_picture, write_jpeg
from ui.camera.hints import FRAME_SIZE

__all__ = ["PHOTO_SIZE", "jpeg_of", "middle_of", "picture_of", "shrunk"]

PHOTO_SIZE = (640, 480)
"""Largest width and height of the photo that is kept; its shape is always this one."""

_BEGINNING, _END = b"\xff\xd8\xff", b"\xff\xd9"
_QUALITIES = (90, 84, 78, 70, 60, 50, 40, 30)


def jpeg_of(frame: QImage, largest: int = LARGEST_PHOTO) -> bytes:
    """Write the frame as a JPEG of at most `largest` bytes, the best that fits.

    Nothing but the picture is in it: no EXIF, no comment, no profile of colours.

    Raises:
        ValueError: the frame is empty, or too restless for so few bytes.
    """
    plain = middle_of(frame)
    if plain.width() > PHOTO_SIZE[0]:
        plain = _scaled(plain, PHOTO_SIZE)
    for quality in _QUALITIES:
        jpeg = write_jpeg(plain, quality)
        if len(jpeg) <= largest:
            return jpeg
    raise ValueError(f"no JPEG of this frame has {largest} bytes or fewer")


def picture_of(jpeg: bytes, largest_side: int = PHOTO_SIZE[0]) -> QImage:
    """Read a JPEG that this program wrote.

    Raises:
        ValueError: the bytes are no JPEG.
    """
    # Qt would complain to the log of what is plainly something else.
    looks_right = jpeg.startswith(_BEGINNING) and jpeg.endswith(_END)
    picture = read_picture("jpeg", jpeg, largest_side) if looks_right else None
    if picture is None:
        raise ValueError("these bytes are no JPEG")
    return picture


def shrunk(frame: QImage) -> bytes:
    """The middle of the frame as `measure` takes it.

    Raises:
        ValueError: the frame is empty.
    """
    plain = _scaled(middle_of(frame), FRAME_SIZE).convertToFormat(QImage.Format.Format_RGB888)
    return bytes(plain.constBits())  # 480 bytes a row: no padding


def middle_of(frame: QImage) -> QImage:
    """The part of a wide or a high frame that is shown, measured and kept.

    Raises:
        ValueError: the frame is empty.
    """
    if frame.isNull():
        raise ValueError("there is no picture in this frame")
    width = min(frame.width(), max(1, frame.height() * PHOTO_SIZE[0] // PHOTO_SIZE[1]))
    height = min(frame.height(), max(1, frame.width() * PHOTO_SIZE[1] // PHOTO_SIZE[0]))
    if (width, height) == (frame.width(), frame.height()):
        return frame
    left, top = (frame.width() - width) // 2, (frame.height() - height) // 2
    return frame.copy(left, top, width, height)


def _scaled(frame: QImage, size: tuple[int, int]) -> QImage:
    smooth = Qt.TransformationMode.SmoothTransformation
    return frame.scaled(*size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
