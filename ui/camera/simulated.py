"""A camera that sees what the program shows it, for the demo and for development only."""

from __future__ import annotations

import random

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

from ui.camera.papers import PAPER_SIZE
from ui.camera.pictures import PHOTO_SIZE, picture_of
from ui.camera.source import CameraInfo, FrameSource

__all__ = ["SimulatedCamera"]

_PERIOD_MS = 200
_WALL = "#dfe3e6"
_TREMOR = 2
"""Pixels by which a hand-held picture wanders, each way."""


class SimulatedCamera(FrameSource):
    """Plays pictures handed over as bytes; there is no way to give it a file.

    A little wandering and grain, the same for the same seed, keep the picture alive.
    """

    def __init__(self, name: str, *, seed: str = "counter", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._info = CameraInfo(f"simulated:{seed}", name, is_simulated=True)
        self._pick = random.Random(seed)  # noqa: S311 - play, not cryptography
        self._scene: QImage | None = None
        self._grain = _grain(self._pick)
        self._beat = QTimer(self)
        self._beat.setInterval(_PERIOD_MS)
        self._beat.timeout.connect(self._send)

    @property
    def info(self) -> CameraInfo | None:
        return self._info if self._beat.isActive() else None

    def show(self, jpeg: bytes) -> None:
        """Let this stand in front of the camera from the next frame on.

        Raises:
            ValueError: the bytes are no JPEG.
        """
        self._scene = picture_of(jpeg, PAPER_SIZE[0])

    def show_nothing(self) -> None:
        """Leave the bare wall."""
        self._scene = None

    def start(self) -> None:
        if not self._beat.isActive():
            self._beat.start()
            self.found.emit(self._info)

    def stop(self) -> None:
        self._beat.stop()

    def _send(self) -> None:
        self.frame.emit(self._drawn())

    def _drawn(self) -> QImage:
        scene = self._scene
        width, height = (scene.width(), scene.height()) if scene is not None else PHOTO_SIZE
        image = QImage(width, height, QImage.Format.Format_RGB888)
        image.fill(QColor(_WALL))
        painter = QPainter(image)
        if scene is not None:
            # Somewhat larger than the frame, so that wandering bares no edge.
            box = image.rect().adjusted(-_TREMOR, -_TREMOR, _TREMOR, _TREMOR)
            box.translate(*(self._pick.randint(-_TREMOR, _TREMOR) for _ in range(2)))
            painter.drawImage(box, scene)
        offset = QPoint(self._pick.randrange(self._grain.width()), self._pick.randrange(97))
        painter.drawTiledPixmap(image.rect(), self._grain, offset)
        painter.end()
        return image


def _grain(pick: random.Random) -> QPixmap:
    """A tile of black and white specks, nearly clear."""
    side = 128
    tile = QImage(side, side, QImage.Format.Format_ARGB32)
    for y in range(side):
        for x in range(side):
            shade = pick.choice((0, 255))
            tile.setPixelColor(x, y, QColor(shade, shade, shade, pick.randrange(14)))
    return QPixmap.fromImage(tile)
